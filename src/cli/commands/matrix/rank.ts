import { type CommandModule, example } from "../../command.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import type { RankFlags } from "../../matrix/run-rank.ts";
import { wholeNumber } from "../../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("say how many dimensions a table of scores has, by every criterion, and why they differ");
  addOutputOptions(addDataOptions(command), "write singular_values.json and rank.svg there")
    .option(
      "--min-per-benchmark <n>",
      "leave out benchmarks with fewer scores (default 0)",
      wholeNumber("--min-per-benchmark"),
    )
    .option("--min-per-model <n>", "leave out models with fewer scores (default 0)", wholeNumber("--min-per-model"))
    .option("--seed <n>", "seed of all draws (default 1)", wholeNumber("--seed"))
    .option("--json", "print singular_values.json")
    .addHelpText("after", example("assay matrix rank --data scores.json --out rank"))
    .action(
      wrap(async (flags: RankFlags) => {
        const { runRank } = await import("../../matrix/run-rank.ts");
        return runRank(io, flags);
      }),
    );
};
