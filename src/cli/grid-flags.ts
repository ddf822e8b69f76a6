import type { Command } from "commander";
import type { GridRequest } from "../evaluate/run-request.ts";
import { collect, given, wholeNumber } from "./options.ts";

/** Flags that choose prompts, the same wherever prompts are built. */
export interface GridFlags {
  neutral?: boolean;
  limit?: number;
  sample?: number;
  sampleSeed?: number;
  full?: boolean;
  where?: string[];
}

export function addGridFlags(command: Command): Command {
  return command
    .option("--include-neutral", "keep the neutral view (the default)")
    .option("--no-neutral", "leave the neutral view out")
    .option("--limit <n>", "most prompts, rounded down to whole triplets", wholeNumber("--limit"))
    .option("--sample <k>", "draw k triplets, balanced over the factors", wholeNumber("--sample"))
    .option("--sample-seed <s>", "seed of the draw", wholeNumber("--sample-seed"))
    .option("--full", "all levels of all factors, not only the default ones")
    .option("--where <factor=level>", "only these levels; repeatable", collect);
}

/** What was asked of the grid; absent flags stay absent. */
export function gridRequestOf(flags: GridFlags): GridRequest {
  return given({
    includeNeutral: flags.neutral === false ? false : undefined,
    limit: flags.limit,
    sample: flags.sample,
    sampleSeed: flags.sampleSeed,
    full: flags.full,
    where: flags.where,
  });
}
