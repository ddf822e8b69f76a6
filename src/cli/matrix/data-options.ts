import { type Command, Option } from "commander";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { duplicatePolicies } from "../../sources/score-table/cells/settle-cells.ts";
import { type ExtractOptions, zeroPolicies } from "../../sources/score-table/extract-options.ts";
import type { ExtractedTable } from "../../studies/matrix/extract.ts";
import { oneOf } from "../options.ts";

/** The options every verb takes that reads a table of scores. */
export interface DataFlags {
  data?: string[];
  map?: string;
  orientation?: "models-first" | "benchmarks-first";
  duplicates?: (typeof duplicatePolicies)[number];
  zeros?: (typeof zeroPolicies)[number];
  rescale?: boolean;
  status?: string;
  includeModels?: string[];
  excludeModels?: string[];
  includeBenchmarks?: string[];
  excludeBenchmarks?: string[];
}

const sides = ["models-first", "benchmarks-first"] as const;

/** Adds `--data` and how to read it. */
export function addDataOptions(command: Command): Command {
  return command
    .option("--data <file...>", "scores, as JSON, JSONL, CSV or TSV; several are read together")
    .option("--map <line>", "where the scores are: '$.scores[*]:model=model_id,benchmark=task,score=value'")
    .addOption(
      new Option("--orientation <side>", `what rows or outer keys are: ${sides.join(" or ")}`).argParser(
        oneOf("--orientation", sides),
      ),
    )
    .option(
      "--duplicates <policy>",
      `which score of several to keep: ${duplicatePolicies.join(", ")} (default mean)`,
      oneOf("--duplicates", duplicatePolicies),
    )
    .option(
      "--zeros <policy>",
      `what a score of 0 is: ${zeroPolicies.join(", ")} (default keep)`,
      oneOf("--zeros", zeroPolicies),
    )
    .option("--rescale", "multiply shares by 100 where a benchmark mixes 0–1 and 0–100")
    .option("--status <list>", "count only scores of these audit statuses, separated by commas")
    .option("--include-models <name...>", "only these models; * stands for anything")
    .option("--exclude-models <name...>", "not these models")
    .option("--include-benchmarks <name...>", "only these benchmarks")
    .option("--exclude-benchmarks <name...>", "not these benchmarks");
}

/** The table that the flags name, and how it was found. */
export async function readScoreTable(cwd: string, flags: DataFlags): Promise<ExtractedTable> {
  if (flags.data === undefined || flags.data.length === 0) {
    throw new InvalidInputError("which scores?", {
      hint: "Name their file: --data scores.json. Without one: assay matrix generate --preset tiny --out scores",
    });
  }
  const { extractMatrix } = await import("../../studies/matrix/extract.ts");
  return extractMatrix(flags.data, { cwd, ...extractOptionsOf(flags) });
}

function extractOptionsOf(flags: DataFlags): ExtractOptions {
  return {
    map: flags.map ?? null,
    orientation: flags.orientation ?? null,
    duplicates: flags.duplicates ?? "mean",
    zeros: flags.zeros ?? "keep",
    rescale: flags.rescale === true,
    status: flags.status === undefined ? null : flags.status.split(",").map((status) => status.trim()),
    includeModels: flags.includeModels ?? [],
    excludeModels: flags.excludeModels ?? [],
    includeBenchmarks: flags.includeBenchmarks ?? [],
    excludeBenchmarks: flags.excludeBenchmarks ?? [],
  };
}
