import { InvalidInputError } from "../../errors/input-errors.ts";
import { mean, standardDeviation, variance } from "../../stats/describe/moments.ts";
import { repeatVariance, varianceParts } from "../../stats/variance/two-level.ts";
import { align } from "../align.ts";
import type { Measured, Side } from "../side.ts";
import { measuredOf, ThinPilotError } from "./pilot.ts";

/** Standard deviations of the parts of a difference over seeds × items, and what they were learnt from. */
export interface PilotLevels {
  readonly metric: string;
  readonly seed: number;
  readonly item: number;
  readonly seedItem: number;
  readonly items: number;
  /** Degrees of freedom of the part between seeds. */
  readonly df: number;
  readonly pairedSeeds: boolean;
}

/**
 * Parts of the variance of a difference, from two pilots over the same items under several seeds, by the method of moments.
 * Equal seeds on both sides are pairs, and the parts are of their differences; else each side has its own seeds, and what
 * the sides do not share of an item is the item part.
 */
export function pilotLevels(sides: readonly Side[], asked?: string): PilotLevels {
  if (sides.length !== 2) {
    throw new InvalidInputError("a two-level plan takes two pilots: its parts are those of a difference", {
      place: { path: "--pilot" },
      hint: "Give --pilot twice, over the same items under several seeds, or --sd-seed, --sd-item and --sd-seed-item.",
    });
  }
  const { metric, measured } = measuredOf(sides, asked);
  const tables = measured.map((side) => seedTable(side));
  const items = [...tables[0]!.items].filter((item) => tables[1]!.items.has(item));
  const cells = tables.map(
    ({ rows }) => new Map([...rows].map(([seed, row]) => [seed, items.map((item) => row.get(item) ?? null)])),
  );
  const [first, second] = cells.map((rows) => new Map([...rows].filter(isWhole))) as [SeedRows, SeedRows];
  const fewest = Math.min(first.size, second.size);
  if (items.length < 3 || fewest < 3) throw new ThinPilotError(Math.min(items.length, fewest));
  const pairedSeeds = first.size === second.size && [...first.keys()].every((seed) => second.has(seed));
  const parts = pairedSeeds
    ? varianceParts([...first].map(([seed, row]) => row.map((value, i) => value - second.get(seed)![i]!)))!
    : independentParts([...first.values()], [...second.values()]);
  const df = pairedSeeds ? first.size - 1 : first.size + second.size - 2;
  if (!(parts.seed + parts.item + parts.seedItem > 0)) {
    throw new InvalidInputError("the pilots do not vary: nothing can be planned from them");
  }
  const roots = { seed: Math.sqrt(parts.seed), item: Math.sqrt(parts.item), seedItem: Math.sqrt(parts.seedItem) };
  return { metric, ...roots, items: items.length, df, pairedSeeds };
}

type SeedRows = Map<string, number[]>;

function isWhole(entry: [string, (number | null)[]]): entry is [string, number[]] {
  return entry[1].every((value) => value !== null);
}

function seedTable({ observations }: Measured): { items: Set<string>; rows: Map<string, Map<string, number | null>> } {
  if (observations.length === 0 || observations.some(({ itemId, seed }) => itemId === null || seed === null)) {
    throw new InvalidInputError("a two-level plan needs pilots with an item id and a seed in every row", {
      hint: "Give them columns item_id and seed, or the parts: --sd-seed, --sd-item, --sd-seed-item.",
    });
  }
  const rows = new Map<string, Map<string, number | null>>();
  for (const [seed, own] of Map.groupBy(observations, (row) => row.seed!)) {
    const byItem = Map.groupBy(own, (row) => row.itemId!);
    rows.set(
      seed,
      new Map([...byItem].map(([item, cells]) => [item, mean(cells.flatMap(({ value }) => value ?? []))])),
    );
  }
  return { items: new Set(observations.map(({ itemId }) => itemId!)), rows };
}

/** Two sides with seeds of their own: seeds and rest add up; the item part is what item means differ by beyond the rest. */
function independentParts(a: readonly number[][], b: readonly number[][]) {
  const [mine, theirs] = [varianceParts(a)!, varianceParts(b)!];
  const means = (table: readonly number[][], i: number) => mean(table.map((row) => row[i]!))!;
  const gaps = a[0]!.map((_, i) => means(a, i) - means(b, i));
  const rest = mine.seedItem / a.length + theirs.seedItem / b.length;
  return {
    seed: mine.seed + theirs.seed,
    item: Math.max(0, variance(gaps)! - rest),
    seedItem: mine.seedItem + theirs.seedItem,
  };
}

/** How items of one cluster hang together, and how large the clusters are. */
export interface PilotClusters {
  readonly size: number;
  readonly sizeCv: number;
  readonly icc: number;
  readonly clusters: number;
}

/** Clusters of the differences of two pilots, or of the values of one. Negative correlations are reported as 0. */
export function pilotClusters(sides: readonly Side[], asked?: string): PilotClusters {
  const { measured } = measuredOf(sides, asked);
  const [first, second = first] = measured as [Measured, Measured?];
  const { pairs } = align(first!, second!);
  const groups = [...Map.groupBy(pairs, ({ cluster }) => cluster).values()];
  if (groups.length === pairs.length) {
    throw new InvalidInputError("no two items of the pilot are in one cluster", {
      hint: "Name the column of the cluster with --cluster, or give --cluster-size and --icc.",
    });
  }
  if (groups.length < 3) throw new ThinPilotError(groups.length);
  const of = ({ subject, reference }: { subject: number; reference: number }) =>
    sides.length === 1 ? subject : subject - reference;
  const found = repeatVariance(groups.map((group) => group.map(of)));
  const sizes = groups.map((group) => group.length);
  const size = mean(sizes)!;
  return { size, sizeCv: standardDeviation(sizes)! / size, icc: found?.icc ?? 0, clusters: groups.length };
}
