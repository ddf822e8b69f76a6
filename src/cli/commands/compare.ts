import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { type CommandModule, example } from "../command.ts";
import { decimal, given, oneOf, wholeNumber } from "../options.ts";

interface Flags {
  metric?: string[];
  reference?: string;
  pairBy?: "item" | "seed" | "none";
  item?: string;
  cluster?: string;
  goal?: "superiority" | "non-inferiority" | "equivalence";
  margin?: number;
  minEffect?: number;
  alpha?: number;
  level?: number;
  correction?: string;
  ci?: string;
  method?: string;
  resamples?: number;
  seed?: number;
  missing?: "fail" | "drop" | "bound";
  direction?: "higher" | "lower";
  range?: readonly [number, number];
  plan?: string;
  strict?: boolean;
  out?: string;
  json?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .argument(
      "<sides...>",
      "a run, baseline (main, main@previous, main@history), CSV, JSONL or JSON file, or a list such as 0.81,0.79; NAME#key for one model, subject, column or array",
    )
    .option("--metric <m...>", "metrics to compare (default: all the sides share)")
    .option("--reference <side>", "the side the others are compared with (default: the first)")
    .option(
      "--pair-by <what>",
      "item, seed or none (default: items pair, seeds do not)",
      oneOf("--pair-by", ["item", "seed", "none"]),
    )
    .option("--item <column>", "column of the item id (default item_id)")
    .option("--cluster <column>", "column of the cluster id (default cluster_id)")
    .option(
      "--goal <g>",
      "superiority, non-inferiority or equivalence",
      oneOf("--goal", ["superiority", "non-inferiority", "equivalence"]),
    )
    .option(
      "--margin <m>",
      "how much worse, or how different, is acceptable, in the metric's unit",
      decimal("--margin"),
    )
    .option(
      "--min-effect <d>",
      "the smallest difference anyone cares about, in the metric's unit",
      decimal("--min-effect"),
    )
    .option("--alpha <a>", "error rate of the verdicts (default 0.05)", decimal("--alpha"))
    .option("--level <l>", "coverage of intervals (default 0.95)", decimal("--level"))
    .option("--correction <c>", "over metrics: holm (default), max-t, bonferroni, hochberg, bh, …, none")
    .option("--ci <m>", "interval: bca, studentised, t, percentile, basic, welch, tango, newcombe, miettinen-nurminen")
    .option("--method <m>", "force a lower row of the evidence, such as paired-numeric, runs, proportions")
    .option("--resamples <n>", "bootstrap draws (default 10000)", wholeNumber("--resamples"))
    .option("--seed <s>", "seed of all draws (default 1)", wholeNumber("--seed"))
    .option(
      "--missing <what>",
      "fail (default), drop or bound items that one side lacks",
      oneOf("--missing", ["fail", "drop", "bound"]),
    )
    .option(
      "--direction <d>",
      "which way is better: higher (default) or lower",
      oneOf("--direction", ["higher", "lower"]),
    )
    .option("--range <low,high>", "possible values of the metric, for --missing bound", parseRange)
    .option("--plan <file>", "a sequential plan (assay plan --looks): this comparison is its next look")
    .option("--strict", "an inconclusive verdict exits 4")
    .option("--out <dir>", "write comparison.json, comparison.md and pictures there")
    .option("--json", "print comparison.json")
    .addHelpText(
      "after",
      example(
        "assay compare a.csv b.csv --metric accuracy --min-effect 0.01",
        "assay compare aucs.json#reset aucs.json#recurrent --pair-by seed --out report",
        "assay compare 0.81,0.79,0.83 0.84,0.86,0.85",
        "assay compare a.csv b.csv --plan plan/sequential-plan.json --out look-1",
      ),
    )
    .action(
      wrap(async (refs: string[], flags: Flags) => {
        const { runComparison } = await import("../compare/run-comparison.ts");
        const { corrections } = await import("../../compare/compare-options.ts");
        const { evidenceKind } = await import("../../compare/evidence.ts");
        const { intervalMethods } = await import("../../compare/estimate/interval-method.ts");
        const { metric, item, cluster, plan, out, json, correction, method, ci, ...rest } = flags;
        return runComparison(io, {
          refs,
          json: json === true,
          ...given({ item, cluster, plan, out }),
          options: given({
            ...rest,
            metrics: metric,
            correction: correction === undefined ? undefined : oneOf("--correction", corrections)(correction),
            ci: ci === undefined ? undefined : oneOf("--ci", intervalMethods)(ci),
            method: method === undefined ? undefined : evidenceKind(method),
          }),
        });
      }),
    );
};

function parseRange(text: string): readonly [number, number] {
  const [low, high, more] = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (low !== undefined && high !== undefined && more === undefined && Number.isFinite(low) && Number.isFinite(high))
    return [low, high];
  throw new InvalidOptionError("--range", text, "two numbers are expected, such as 0,1");
}
