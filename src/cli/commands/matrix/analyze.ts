import { type CommandModule, example } from "../../command.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import type { AnalyzeFlags } from "../../matrix/run-analyze.ts";
import { wholeNumber } from "../../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("the whole chain: table, rank, probes, prediction error, and the masked scores, as seven files");
  addOutputOptions(addDataOptions(command), "write the seven files, report.html and pictures there (required)")
    .option("--mask <file>", "predict the held-out scores of this mask; without it that file is left out, exit 3")
    .option("--predictor <p>", "how scores are predicted (default assay)")
    .option("--k <n>", "how many benchmarks to select (default 5)", wholeNumber("--k", 1))
    .option("--seed <n>", "seed of all draws (default 1)", wholeNumber("--seed"))
    .option("--json", "print results_summary.json")
    .addHelpText("after", example("assay matrix analyze --data scores.json --mask mask.json --out analysis"))
    .action(
      wrap(async (flags: AnalyzeFlags) => {
        const { runAnalyze } = await import("../../matrix/run-analyze.ts");
        return runAnalyze(io, flags);
      }),
    );
};
