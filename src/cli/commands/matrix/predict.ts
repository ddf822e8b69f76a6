import { type CommandModule, example } from "../../command.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import type { PredictFlags } from "../../matrix/run-predict.ts";
import { decimal, oneOf, wholeNumber } from "../../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description(
    "say where scores lie that were not measured: of a cell, a model, a benchmark, or one that is new",
  );
  addOutputOptions(addDataOptions(command), "write predictions.csv and predictions.json there")
    .option("--model <m>", "a model's missing scores, by id or name")
    .option("--benchmark <b>", "a benchmark's missing scores, by id or name; with --model the one cell")
    .option("--all", "every missing score of the table")
    .option("--new-model <json>", `a model that is not in the table: a file, or '{"name":…,"provider":…,"scores":{…}}'`)
    .option("--new-benchmark <json>", `a benchmark that is not there: a file, or '{"name":…,"scores":{…}}'`)
    .option("--predictor <p>", "how (default assay)")
    .option("--level <l>", "coverage of the intervals (default 0.9)", decimal("--level"))
    .option(
      "--calibration <method>",
      "how held-out models set their width: hierarchical (default), pooled, one-per-model",
      oneOf("--calibration", ["hierarchical", "pooled", "one-per-model"]),
    )
    .option("--seed <n>", "seed of all draws (default 1)", wholeNumber("--seed"))
    .option("--json", "print the predictions as JSON")
    .addHelpText(
      "after",
      example(
        "assay matrix predict --data scores.json --model grok-4",
        "assay matrix predict --data scores.json --model grok-4 --benchmark gpqa_diamond",
        `assay matrix predict --data scores.json --new-model '{"name":"mine","scores":{"gpqa_diamond":71}}'`,
      ),
    )
    .action(
      wrap(async (flags: PredictFlags) => {
        const { runPredict } = await import("../../matrix/run-predict.ts");
        return runPredict(io, flags);
      }),
    );
};
