import { InvalidInputError } from "../../errors/input-errors.ts";
import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import type { PlanPoint, PlanRow } from "../../schema/report/plan.ts";
import { sampleSizeForPrecision } from "../../stats/planning/precision.ts";
import { inflationFactor, spendingBoundary } from "../../stats/sequential/group-sequential.ts";
import { assumptionsOf } from "./plan-assumptions.ts";
import { clusterInflation, discordantDesign, type PlannedDesign, tDesign, twoLevelDesign } from "./plan-design.ts";
import type { PlanRequest } from "./plan-request.ts";
import { type Spreads, spreadLimits, spreadName } from "./plan-spread.ts";

export interface PlannedStudy {
  readonly unit: string;
  /** Units at the last of several looks; null for a single look, or without an effect or a maximum. */
  readonly lastLook: { readonly n: number; readonly n2: number | null } | null;
  readonly rows: PlanRow[];
  readonly curves: { power: PlanPoint[]; minimumN: PlanPoint[] };
  readonly assumptions: string[];
}

/** Budgets every plan answers for. */
const budgets = [3, 5, 10, 15, 30];

/** How many units a question takes, by every criterion that was asked for, with what a pilot leaves unknown of σ. */
export function planStudy(request: PlanRequest): PlannedStudy {
  if (request.looks > 1 && request.design === "non-inferiority") {
    throw new InvalidInputError("several looks are planned for differences, not for non-inferiority", {
      place: { path: "--looks" },
      hint: "Plan the difference with --effect, or look once.",
    });
  }
  const design = designOf(request);
  const target = request.margin ?? request.effect;
  const spreads = spreadLimits(request, design);
  const looked = target === null ? null : lookedRow(request, design, target, spreads);
  const atMost = request.maximum ?? looked?.n ?? null;
  const legacy = request.legacy ? legacyRows(request, design, target) : [];
  const rows = [
    ...(target === null ? [] : sizeRows(request, design, target, spreads)),
    ...(looked === null ? [] : [looked]),
    ...precisionRows(request, spreads),
    ...(target === null ? [] : itemRows(request, design, target)),
    ...(request.grid ?? budgets).map((n) => budgetRow(request, design, n, target, spreads)),
    ...legacy,
  ];
  return {
    unit: design.unit,
    lastLook: request.looks > 1 && atMost !== null ? { n: atMost, n2: design.second(atMost) } : null,
    rows: rows.map((row) => ({ ...row, cost: row.cost ?? costOf(request, row, request.levels?.items ?? 0) })),
    curves: target === null ? { power: [], minimumN: [] } : curves(request, design, target, spreads),
    assumptions: [
      ...assumptionsOf(request, target),
      ...(request.legacy && legacy.length === 0
        ? ["Rules of thumb ask for a pilot, or for --mean, or for --n0, the values behind --sd: none is printed."]
        : []),
    ],
  };
}

function costOf({ costPer, costItem }: PlanRequest, { n, n2 }: PlanRow, items: number): number | null {
  if (n === null || (costPer === null && costItem === null)) return null;
  return ((costPer ?? 0) + (costItem ?? 0) * items) * (n + (n2 ?? 0));
}

/** Shares of the items at which the seeds are asked for, where what an item costs is known. */
const itemShares = [0.25, 0.5, 1, 2, 4];

/** Two-level: seeds and cost by number of items; the cheapest is named. */
function itemRows(request: PlanRequest, design: PlannedDesign, target: number): PlanRow[] {
  const { levels, costItem, power, alpha } = request;
  if (design.unit !== "seeds" || levels === null || costItem === null) return [];
  const counts = [...new Set(itemShares.map((share) => Math.max(2, Math.round(share * levels.items))))];
  const rows = counts.map((items) => {
    const own = designOf({ ...request, levels: { ...levels, items } });
    const n = own.size(own.spread, target, power, alpha);
    const row = rowAt(request, own, `power ${power} with ${items} items`, n, target, alpha);
    return { ...row, cost: costOf(request, row, items) };
  });
  const least = Math.min(...rows.flatMap(({ cost }) => cost ?? []));
  return rows.map((row) => (row.cost === least ? { ...row, reason: row.reason ?? "the cheapest of these" } : row));
}

function designOf(request: PlanRequest): PlannedDesign {
  const { design, sd, sdDf, discordant, ratio, clusters, levels } = request;
  if (design === "two-level") {
    if (levels === null) throw lacking("two-level", "two pilots, or --sd-seed, --sd-item, --sd-seed-item and --items");
    return twoLevelDesign(
      { seed: levels.seed ** 2, item: levels.item ** 2, seedItem: levels.seedItem ** 2 },
      levels.items,
    );
  }
  if (design === "mcnemar" || (design === "non-inferiority" && discordant !== null)) {
    if (discordant === null) throw lacking(design, "--p-discordant");
    if (design === "non-inferiority" && request.margin === null) throw lacking(design, "--margin");
    if (request.effect !== null && request.effect > discordant) {
      throw new InvalidOptionError("--effect", request.effect, `it is at most the discordant share, ${discordant}`);
    }
    return discordantDesign(design, discordant);
  }
  if (sd === null) throw lacking(design, "--pilot or --sd");
  const frame = { sd, pilotDf: sdDf };
  if (design === "non-inferiority") {
    if (request.margin === null) throw lacking(design, "--margin");
    return tDesign({ ...frame, design: "paired", alternative: "greater", unit: "pairs" });
  }
  if (design === "clustered") {
    if (clusters === null) throw lacking(design, "a pilot with clusters, or --cluster-size and --icc");
    return tDesign({ ...frame, design: "paired", unit: "items", inflation: clusterInflation(clusters) });
  }
  return tDesign({ ...frame, design, ratio, unit: design === "paired" ? "pairs" : "values a group" });
}

function lacking(design: string, what: string): InvalidInputError {
  return new InvalidInputError(`${/^[aeiou]/.test(design) ? "an" : "a"} ${design} plan needs ${what}`, {
    hint: "assay plan --help shows an example of each design.",
  });
}

const blank = { n2: null, power: null, mde: null, low: null, high: null, cost: null, reason: null };

function sizeRows(request: PlanRequest, design: PlannedDesign, target: number, spreads: Spreads): PlanRow[] {
  const { power, alpha, metrics } = request;
  const rows = [powerRow(request, design, spreads, { criterion: `power ${power}`, target, alpha })];
  if (spreads !== null) {
    const n = design.size(spreads.high, target, power, alpha);
    rows.push(
      rowAt(request, design, `power ${power} if ${spreadName(request)} is at its upper limit`, n, target, alpha),
    );
  }
  if (design.assured !== null) {
    const n = design.assured.size(target, request.assurance, alpha);
    const found = rowAt(request, design, `assurance ${request.assurance}`, n, target, alpha);
    rows.push({
      ...found,
      power: n === null ? null : design.assured.power(target, n, alpha),
      reason: n === null ? "the pilot is too thin for any n" : null,
    });
  }
  if (metrics > 1) {
    const criterion = `power ${power} for each of ${metrics} metrics (alpha/${metrics}, safe under Holm)`;
    rows.push(powerRow(request, design, spreads, { criterion, target, alpha: alpha / metrics }));
  }
  return rows;
}

interface Sized {
  readonly criterion: string;
  readonly target: number;
  readonly alpha: number;
  /** How many times the n of a single look. */
  readonly factor?: number;
}

function powerRow(
  request: PlanRequest,
  design: PlannedDesign,
  spreads: Spreads,
  { criterion, target, alpha, factor = 1 }: Sized,
): PlanRow {
  const size = (spread: number) => {
    const n = design.size(spread, target, request.power, alpha);
    return n === null ? null : Math.ceil(n * factor - 1e-9);
  };
  return {
    ...rowAt(request, design, criterion, size(design.spread), target, alpha),
    low: spreads === null ? null : size(spreads.low),
    high: spreads === null ? null : size(spreads.high),
  };
}

/** What several looks add to the n of one. */
function lookedRow(request: PlanRequest, design: PlannedDesign, target: number, spreads: Spreads): PlanRow | null {
  const { power, looks, spending } = request;
  if (looks < 2) return null;
  const alpha = request.alpha / request.metrics;
  const shares = Array.from({ length: looks }, (_, i) => (i + 1) / looks);
  const factor = inflationFactor(spendingBoundary(shares, { alpha, spending }), { alpha, power });
  if (factor === null) return null;
  const criterion = `power ${power} with ${looks} looks (${spending}, ${factor.toFixed(3)} times)`;
  // The boundary's power at this n is the planned one by construction; that of a single look would be higher.
  return { ...powerRow(request, design, spreads, { criterion, target, alpha, factor }), power, mde: target };
}

function rowAt(
  request: PlanRequest,
  design: PlannedDesign,
  criterion: string,
  n: number | null,
  target: number,
  alpha: number,
): PlanRow {
  if (n === null) return { ...blank, criterion, n, reason: "no n would do" };
  return {
    ...blank,
    criterion,
    n,
    n2: design.second(n),
    power: design.power(design.spread, target, n, alpha),
    mde: design.detectable(design.spread, n, request.power, alpha),
  };
}

function precisionRows({ precision, sd, alpha }: PlanRequest, spreads: Spreads): PlanRow[] {
  if (precision === null) return [];
  if (sd === null) throw lacking("precision", "--pilot or --sd");
  const at = (spread: number) => sampleSizeForPrecision(spread, precision, { level: 1 - alpha });
  const row = { ...blank, criterion: `precision ± ${Number(precision.toPrecision(4))}`, n: at(sd) };
  if (spreads === null) return [row];
  return [
    { ...row, low: at(spreads.low), high: at(spreads.high) },
    { ...row, criterion: `${row.criterion} if sigma is at its upper limit`, n: at(spreads.high) },
  ];
}

/** What a given n would find, with power in place of n for the two ends of σ, the lower power first. */
function budgetRow(
  request: PlanRequest,
  design: PlannedDesign,
  n: number,
  target: number | null,
  spreads: Spreads,
): PlanRow {
  const { power, alpha } = request;
  const powerAt = (spread: number) => (target === null ? null : design.power(spread, target, n, alpha));
  const mde = design.detectable(design.spread, n, power, alpha);
  const doubt = spreads === null ? [] : [spreads.low, spreads.high].flatMap((spread) => powerAt(spread) ?? []);
  return {
    ...blank,
    criterion: `budget ${n}`,
    n,
    n2: design.second(n),
    power: powerAt(design.spread),
    mde,
    low: doubt.length === 2 ? Math.min(...doubt) : null,
    high: doubt.length === 2 ? Math.max(...doubt) : null,
    reason: mde === null ? `no difference reaches power ${power} at this n` : null,
  };
}

/** Rules that are in use and answer another question. */
function legacyRows(
  { sd, sdDf, mean, alpha, power }: PlanRequest,
  design: PlannedDesign,
  target: number | null,
): PlanRow[] {
  const rows: PlanRow[] = [];
  if (sd !== null && sdDf !== null && target !== null && design.spread === sd) {
    const n = design.size(sd / Math.sqrt(sdDf + 1), target, power, alpha);
    rows.push({
      ...blank,
      criterion: "legacy: standard error taken for sigma",
      n,
      reason: "far too small: a standard error is no sigma",
    });
  }
  if (sd !== null && mean !== null && mean !== 0) {
    const n = Math.max(2, Math.ceil((sd / Math.abs(mean) / 0.05) ** 2));
    rows.push({
      ...blank,
      criterion: "legacy: relative standard error below 5 %",
      n,
      reason: "says nothing about an effect",
    });
  }
  return rows;
}

function curves(request: PlanRequest, design: PlannedDesign, target: number, spreads: Spreads): PlannedStudy["curves"] {
  const { power, alpha } = request;
  const planned = design.size(design.spread, target, power, alpha) ?? 100;
  const most = Math.max(
    12,
    Math.ceil(1.8 * Math.max(planned, spreads === null ? 0 : (design.size(spreads.high, target, power, alpha) ?? 0))),
  );
  const least = 2;
  const ns = [...new Set(Array.from({ length: 25 }, (_, i) => Math.round(least + ((most - least) * i) / 24)))];
  const effects = Array.from({ length: 17 }, (_, i) => target * (0.5 + (i * 1.5) / 16));
  const sizes = (spread: number) => effects.map((effect) => design.size(spread, effect, power, alpha));
  const [middle, low, high] = [sizes(design.spread), spreads && sizes(spreads.low), spreads && sizes(spreads.high)];
  return {
    power: ns.flatMap((n) => {
      const at = (spread: number) => design.power(spread, target, n, alpha);
      const y = at(design.spread);
      return y === null ? [] : [{ x: n, y, low: spreads && at(spreads.high), high: spreads && at(spreads.low) }];
    }),
    minimumN: effects.flatMap((x, i) => {
      const y = middle[i];
      return y == null ? [] : [{ x, y, low: high?.[i] ?? null, high: low?.[i] ?? null }];
    }),
  };
}
