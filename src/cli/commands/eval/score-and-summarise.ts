import type { Io } from "../../io.ts";
export async function scoreAndSummarise(_io: Io, _o: object): Promise<number> {
  return 0;
}
