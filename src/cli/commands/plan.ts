import { InvalidInputError } from "../../errors/input-errors.ts";
import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { type CommandModule, example } from "../command.ts";
import { collect, decimal, oneOf, wholeNumber } from "../options.ts";
import { register as sycophancy } from "./plan-sycophancy.ts";

type Design = "paired" | "unpaired" | "two-level" | "mcnemar" | "non-inferiority" | "clustered";

interface Amount {
  readonly value: number;
  readonly ofMean: boolean;
}

interface Flags {
  pilot?: string[];
  metric?: string;
  item?: string;
  cluster?: string;
  sd?: number;
  mean?: number;
  pDiscordant?: number;
  n0?: number;
  design?: Design;
  effect?: Amount;
  margin?: Amount;
  precision?: Amount;
  power: number;
  assurance: number;
  alpha: number;
  metrics: number;
  looks: number;
  spending: "obf" | "pocock";
  maximum?: number;
  minEffect?: number;
  ratio: number;
  costPer?: number;
  costItem?: number;
  grid?: readonly number[];
  clusterSize?: number;
  icc?: number;
  sdSeed?: number;
  sdItem?: number;
  sdSeedItem?: number;
  items?: number;
  legacy?: boolean;
  out?: string;
  json?: boolean;
}

const designs = ["paired", "unpaired", "two-level", "mcnemar", "non-inferiority", "clustered"] as const;

export const register: CommandModule["register"] = (command, io, wrap) => {
  // What stands behind a study's name is that study's.
  command.enablePositionalOptions();
  sycophancy(command.command("sycophancy"), io, wrap);
  command
    .option("--pilot <ref>", "runs to learn sigma from; twice for two sides", collect)
    .option("--metric <m>", "the metric, of the pilot (default: its first) and of the looks")
    .option("--item <column>", "column of the pilot's item id (default item_id)")
    .option("--cluster <column>", "column of the pilot's cluster id (default cluster_id)")
    .option("--sd <x>", "standard deviation, where there is no pilot", positive("--sd"))
    .option("--mean <y>", "mean, for effects and precisions in per cent", decimal("--mean"))
    .option("--p-discordant <p>", "share of items on which the sides differ", share("--p-discordant"))
    .option("--n0 <n>", "values behind --sd, or items behind --p-discordant", atLeast("--n0", 3))
    .option("--design <d>", `${designs.join(", ")} (default: unpaired)`, oneOf("--design", designs))
    .option("--effect <e>", "difference to find: 0.2, or 5% of the mean", amount("--effect"))
    .option("--margin <m>", "margin of non-inferiority", amount("--margin"))
    .option("--precision <h>", "half-width of a mean's interval: 0.1 or 5%", amount("--precision"))
    .option("--power <p>", "chance to find it", share("--power"), 0.8)
    .option("--assurance <p>", "the same, averaged over what the pilot leaves unknown", share("--assurance"), 0.8)
    .option("--alpha <a>", "error rate", share("--alpha"), 0.05)
    .option("--metrics <k>", "metrics tested together", atLeast("--metrics", 1), 1)
    .option(
      "--looks <k>",
      "planned looks at the data; with --out also writes sequential-plan.json",
      atLeast("--looks", 1),
      1,
    )
    .option(
      "--spending <s>",
      "how looks spend alpha: obf or pocock",
      oneOf("--spending", ["obf", "pocock"]),
      "obf" as const,
    )
    .option(
      "--maximum <n>",
      "most units there will be under several looks (default: what the power takes)",
      atLeast("--maximum", 2),
    )
    .option(
      "--min-effect <d>",
      "under several looks: the smallest difference anyone cares about",
      positive("--min-effect"),
    )
    .option("--ratio <r>", "size of the second group over the first", positive("--ratio"), 1)
    .option("--cost-per <c>", "cost of one unit (two-level: of one seed)", positive("--cost-per"))
    .option("--cost-item <c>", "two-level: cost of one item under one seed", positive("--cost-item"))
    .option("--grid <n,n,…>", "budgets to answer for (default 3,5,10,15,30)", grid)
    .option("--cluster-size <m>", "items a cluster", positive("--cluster-size"))
    .option("--icc <rho>", "correlation within a cluster", share("--icc"))
    .option("--sd-seed <x>", "two-level: sd between seeds", decimal("--sd-seed"))
    .option("--sd-item <x>", "two-level: sd between items", decimal("--sd-item"))
    .option("--sd-seed-item <x>", "two-level: sd of an item under one seed", decimal("--sd-seed-item"))
    .option("--items <n>", "two-level: items under every seed (default: those of the pilots)", atLeast("--items", 1))
    .option("--legacy", "also what common rules of thumb would say")
    .option("--out <dir>", "write plan.json and pictures there")
    .option("--json", "print plan.json")
    .addHelpText(
      "after",
      example(
        "assay plan --sd 0.5 --effect 0.2 --design unpaired",
        "assay plan --pilot aucs.json#reset --effect 0.1 --design unpaired --cost-per 3.5 --out plan",
        "assay plan --p-discordant 0.15 --n0 200 --effect 0.05 --design mcnemar",
        "assay plan --sd 0.4 --effect 0.05 --design paired --looks 3 --metric accuracy --out plan",
        "assay plan --pilot a.csv --pilot b.csv --effect 0.02 --design two-level --cost-per 40 --cost-item 0.01",
        "assay plan --sd-seed 1 --sd-item 2 --sd-seed-item 3 --items 200 --effect 0.5 --design two-level",
      ),
    )
    .action(
      wrap(async (flags: Flags) => {
        const { runPlan } = await import("../plan/run-plan.ts");
        const { pilot = [], metric, item, out, json, legacy, pDiscordant, ...rest } = flags;
        const { clusterSize, icc, sdSeed, sdItem, sdSeedItem, items } = flags;
        const levels = pilot.length > 0 ? [sdSeed, sdItem, sdSeedItem] : [sdSeed, sdItem, sdSeedItem, items];
        if (pilot.length > 0 && levels.some((value) => value !== undefined)) {
          throw new InvalidInputError("pilots and --sd-seed, --sd-item or --sd-seed-item say the same thing twice", {
            hint: "Give one of them.",
          });
        }
        if (levels.some((value) => value !== undefined) && levels.some((value) => value === undefined)) {
          throw new InvalidInputError(
            "a two-level plan takes --sd-seed, --sd-item, --sd-seed-item and --items together",
            {
              hint: "Write 0 for a part that is not there.",
            },
          );
        }
        return runPlan(io, {
          pilots: pilot,
          metric: metric ?? null,
          item: item ?? null,
          cluster: flags.cluster ?? null,
          items: items ?? null,
          sd: flags.sd ?? null,
          mean: flags.mean ?? null,
          discordant: pDiscordant ?? null,
          n0: flags.n0 ?? null,
          design: flags.design ?? null,
          effect: flags.effect ?? null,
          margin: flags.margin ?? null,
          precision: flags.precision ?? null,
          power: rest.power,
          assurance: rest.assurance,
          alpha: rest.alpha,
          metrics: rest.metrics,
          looks: rest.looks,
          spending: rest.spending,
          maximum: flags.maximum ?? null,
          minEffect: flags.minEffect ?? null,
          ratio: rest.ratio,
          costPer: flags.costPer ?? null,
          costItem: flags.costItem ?? null,
          grid: flags.grid ?? null,
          clusters: clusterSize === undefined || icc === undefined ? null : { size: clusterSize, icc },
          levels:
            sdSeed === undefined
              ? null
              : { seed: sdSeed, item: sdItem!, seedItem: sdSeedItem!, items: items!, df: null, pairedSeeds: null },
          legacy: legacy === true,
          out: out ?? null,
          json: json === true,
        });
      }),
    );
};

function positive(flag: string): (text: string) => number {
  return (text) => {
    const value = decimal(flag)(text);
    if (value > 0) return value;
    throw new InvalidOptionError(flag, text, "a number above 0 is expected");
  };
}

function share(flag: string): (text: string) => number {
  return (text) => {
    const value = decimal(flag)(text);
    if (value > 0 && value < 1) return value;
    const meant = value > 1 && value < 100 ? `; did you mean ${value / 100}?` : "";
    throw new InvalidOptionError(flag, text, `it is a share in (0,1)${meant}`);
  };
}

function atLeast(flag: string, least: number): (text: string) => number {
  return (text) => {
    const value = wholeNumber(flag)(text);
    if (value >= least) return value;
    throw new InvalidOptionError(flag, text, `a whole number of at least ${least} is expected`);
  };
}

function amount(flag: string): (text: string) => Amount {
  return (text) => {
    const ofMean = text.trim().endsWith("%");
    const value = positive(flag)(ofMean ? text.trim().slice(0, -1) : text);
    return { value: ofMean ? value / 100 : value, ofMean };
  };
}

function grid(text: string): readonly number[] {
  const values = text.split(",").map((part) => atLeast("--grid", 2)(part));
  return [...new Set(values)].sort((a, b) => a - b);
}
