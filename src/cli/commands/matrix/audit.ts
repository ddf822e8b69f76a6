import { type CommandModule, example } from "../../command.ts";
import type { AuditFlags } from "../../matrix/audit/audit-flags.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import { decimal, wholeNumber } from "../../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("say whether analyses of one table agree, where they part, and whether any saw held-out scores");
  addOutputOptions(
    addDataOptions(command),
    "write tables, reliability_summary.json, reliability_report.md and pictures there",
  )
    .option("--runs <dir>", "audit the analyses in its sub-folders")
    .option("--predictions <file>", "test one canonical_predictions.csv for leakage; a leak exits 1")
    .option("--responses <file...>", "audit given answers, query by run; two files compare two evaluators")
    .option("--mask <file>", "which scores were held out")
    .option("--plan <file>", "bins and hypotheses (default: the bundled ones)")
    .option("--queries <file...>", "what is asked of the analyses (default: the bundled 20); two files: two evaluators")
    .option("--metrics <file>", "with --responses: canonical_metrics.csv, for effect sizes")
    .option("--truth <file>", "the held-out scores of a blind mask; checked against its commitment")
    .option("--commitment <file>", "the commitment (default: commitment.json beside --data)")
    .option("--own-mae <points>", "with --predictions: the error the analysis reports of its own", decimal("--own-mae"))
    .option("--propose-queries <file>", "with --runs: draft queries from ten of them, and stop")
    .option("--freeze-plan <file>", "stamp a plan with the time and its hash")
    .option("--permutations <n>", "shuffles of each permutation null (default 5000)", wholeNumber("--permutations"))
    .option("--resamples <n>", "bootstrap draws (default 1000; 10000 with --predictions)", wholeNumber("--resamples"))
    .option("--seed <n>", "seed of all draws (default 1)", wholeNumber("--seed"))
    .option("--json", "print the summary as JSON")
    .addHelpText(
      "after",
      example(
        "assay matrix audit --runs analyses --data scores.json --mask mask.json --out audit",
        "assay matrix audit --predictions canonical_predictions.csv --data scores.json --mask mask.json",
        "assay matrix audit --responses response_matrix.csv --out audit",
      ),
    )
    .action(
      wrap(async (flags: AuditFlags) => {
        const { runAudit } = await import("../../matrix/audit/run-audit.ts");
        return runAudit(io, flags);
      }),
    );
};
