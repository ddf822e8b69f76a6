import { type CommandModule, example } from "../../command.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import { addProtocolOptions } from "../../matrix/protocol-options.ts";
import type { EvaluateFlags } from "../../matrix/run-evaluate.ts";
import { collect, decimal, oneOf, wholeNumber } from "../../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("measure how well predictors find scores they may not see");
  addProtocolOptions(
    addOutputOptions(addDataOptions(command), "write evaluation.json, evaluation.md, report.html and pictures there"),
  )
    .option("--predictor <list>", "predictors, separated by commas (default mean,blend,bias-als,fax:2-6,assay)")
    .option(
      "--plugin <file>",
      "a predictor of your own: a module whose default export is { id, fit(view, { rng }) }; run in a thread that gets visible scores alone (repeatable)",
      collect,
    )
    .option(
      "--clip <where>",
      "keep predictions within the visible range, the natural one, or none (default range)",
      oneOf("--clip", ["range", "natural", "none"]),
    )
    .option("--intervals <level>", "coverage of prediction intervals (default 0.9)", decimal("--intervals"))
    .option("--no-intervals", "leave prediction intervals out, which saves most of the time")
    .option(
      "--calibration <method>",
      "how held-out models set their width: hierarchical (default), pooled, one-per-model",
      oneOf("--calibration", ["hierarchical", "pooled", "one-per-model"]),
    )
    .option("--level <l>", "coverage of the intervals around every figure (default 0.95)", decimal("--level"))
    .option("--resamples <n>", "bootstrap draws over models (default 10000)", wholeNumber("--resamples"))
    .option("--no-leak-proof", "do not show that predictions are independent of held-out scores")
    .option("--seed <n>", "seed of all draws (default 1)", wholeNumber("--seed"))
    .option("--json", "print evaluation.json")
    .addHelpText(
      "after",
      example(
        "assay matrix evaluate --data scores.json --masks 1..5",
        "assay matrix evaluate --data scores.json --protocol per-model --predictor blend,fax:2-6 --out evaluation",
        "assay matrix evaluate --data scores.json --predictor mean,assay --plugin ./my-method.ts",
      ),
    )
    .action(
      wrap(async (flags: EvaluateFlags) => {
        const { runEvaluate } = await import("../../matrix/run-evaluate.ts");
        return runEvaluate(io, flags);
      }),
    );
};
