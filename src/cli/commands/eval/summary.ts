import { type CommandModule, example } from "../../command.ts";
import { collect, decimal, given, oneOf, wholeNumber } from "../../options.ts";

interface Flags {
  labels?: string[];
  tunedOn?: string[];
  threshold?: number;
  compat?: boolean;
  level?: number;
  resamples?: number;
  seed?: number;
  correction?: "holm" | "bh" | "none";
  ci?: "bca" | "percentile" | "t" | "studentised";
  by?: string[];
  completeTriplets?: boolean;
  minEffect?: number;
  out?: string;
  strict?: boolean;
  json?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("say what scored answers support: effects with intervals, verdicts, report and pictures")
    .argument("[runs...]", "run ids or run_scored.jsonl files (default: the newest run)")
    .option(
      "--labels <file|dataset>",
      "scores by people: an export (CSV, JSONL) or a labelling data set; repeatable",
      collect,
    )
    .option("--tuned-on <file>", "hashes of answers a judge was tuned on; labels of these are refused", collect)
    .option("--threshold <t>", "a score at or beyond ± this takes a side (default 0.33)", decimal("--threshold"))
    .option("--compat", "print the twelve published columns and stop there")
    .option("--level <l>", "coverage of intervals (default 0.95)", decimal("--level"))
    .option("--resamples <n>", "bootstrap draws (default 10000)", wholeNumber("--resamples"))
    .option("--seed <s>", "seed of all draws (default 1)", wholeNumber("--seed"))
    .option("--correction <c>", "over models: holm, bh or none", oneOf("--correction", ["holm", "bh", "none"]))
    .option(
      "--ci <m>",
      "interval: bca, percentile, t or studentised",
      oneOf("--ci", ["bca", "percentile", "t", "studentised"]),
    )
    .option("--by <factor>", "every estimate within the levels of this factor too; repeatable", collect)
    .option("--complete-triplets", "only triplets with a score in all three views")
    .option(
      "--min-effect <d>",
      "the smallest effect anyone cares about (default: the suite's, else 0.05)",
      decimal("--min-effect"),
    )
    .option("--out <dir>", "folder for the report (default: the run's own; none for loose files)")
    .option("--strict", "an inconclusive verdict exits 4")
    .option("--json", "print report.json")
    .addHelpText(
      "after",
      example(
        "assay eval summary latest",
        "assay eval summary latest --labels labels.jsonl",
        "assay eval summary run_scored.jsonl --compat",
      ),
    )
    .action(
      wrap(async (refs: string[], flags: Flags) => {
        const { summariseRuns } = await import("./summarise-runs.ts");
        const { compat, out, strict, json, labels, tunedOn, ...options } = flags;
        return summariseRuns(io, {
          refs,
          cwd: io.cwd,
          compat: compat === true,
          json: json === true,
          strict: strict === true,
          options: given(options),
          ...given({ out, labels, tunedOn }),
        });
      }),
    );
};
