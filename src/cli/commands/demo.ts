import type { CommandModule } from "../command.ts";
export const register: CommandModule["register"] = () => undefined;
