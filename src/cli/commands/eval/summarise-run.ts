import type { Io } from "../../io.ts";
export async function summariseRun(_io: Io, _options: { source: string; cwd: string; json: boolean }): Promise<number> {
  return 0;
}
