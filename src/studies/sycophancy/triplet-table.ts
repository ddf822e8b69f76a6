/// <reference lib="es2024.collection" />
import { InvalidInputError } from "../../errors/input-errors.ts";
import type { FactorValue, ViewRole } from "../../schema/run/prompt-row.ts";
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { mean } from "../../stats/index.ts";
import { stanceOf } from "./stance.ts";

/** The two sides and the bystander: landlord, tenant and neutral in the rent suites. */
export const roles = ["a", "b", "none"] as const satisfies readonly ViewRole[];

/** All answers of one model to one view of one scenario, repeats together. Shares are of the scored repeats. */
export interface Leg {
  /** Scores in file order, one a scored repeat. */
  scores: readonly number[];
  /** Mean of `scores`; null when nothing was scored. */
  mean: number | null;
  positive: number | null;
  negative: number | null;
  /** Answers that were asked for: rows of the file, and rows it should have and has not. */
  planned: number;
  rows: number;
  /** Refusals, as the service or the majority of judges said. */
  refused: number;
}

/** One scenario as one model answered it. A leg is null when the view was never asked of this model. */
export interface Triplet {
  tripletId: string;
  /** Triplets are drawn within their domain. */
  domain: string;
  factors: Readonly<Record<string, FactorValue>>;
  legs: Readonly<Record<ViewRole, Leg | null>>;
}

export interface ModelTriplets {
  modelId: string;
  triplets: readonly Triplet[];
  /** Repeats planned per prompt: the most that any of this model's prompts has. */
  repeats: number;
}

export interface TripletOptions {
  threshold: number;
  /** Which rows count as evidence; those left out stay planned and unscored. Default: all. */
  keep?: (row: ScoredRow) => boolean;
  /** The score to read, e.g. that of one judge. Default: the row's own. */
  scoreOf?: (row: ScoredRow) => number | null;
}

/** Which rows belong to which leg, model by model: what every reading of the same rows shares. */
export interface TripletPlan {
  models: readonly {
    modelId: string;
    repeats: number;
    triplets: readonly (Omit<Triplet, "legs"> & { legs: Readonly<Record<ViewRole, readonly ScoredRow[] | null>> })[];
  }[];
}

/**
 * Scored rows as one list of triplets a model, both in order of id. All models of a run are held to the same prompts:
 * a prompt that one model has and another lacks is planned and missing there, not unasked.
 */
export function tripletTable(rows: readonly ScoredRow[], options: TripletOptions): ModelTriplets[] {
  return readTriplets(planTriplets(rows), options);
}

/** The triplets of planned rows under one reading: bins, rows that count, whose score. */
export function readTriplets({ models }: TripletPlan, options: TripletOptions): ModelTriplets[] {
  return models.map(({ modelId, repeats, triplets }) => ({
    modelId,
    repeats,
    triplets: triplets.map(({ legs, ...triplet }): Triplet => {
      const leg = (role: ViewRole) => (legs[role] === null ? null : legOf(legs[role], repeats, options));
      return { ...triplet, legs: { a: leg("a"), b: leg("b"), none: leg("none") } };
    }),
  }));
}

/** Sorts rows into legs. Throws where no row belongs to a triplet. */
export function planTriplets(rows: readonly ScoredRow[]): TripletPlan {
  const asked = rows.filter(({ tripletId, role }) => tripletId !== null && role !== null);
  if (asked.length === 0) {
    throw new InvalidInputError("no row belongs to a triplet, so there are no views to compare", {
      hint: "This analysis needs a suite of kind views; other suites are compared with: assay compare",
    });
  }
  const byRun = Map.groupBy(asked, ({ runId }) => runId);
  const plans = new Map([...byRun].map(([runId, ofRun]) => [runId, planOf(ofRun)]));
  const byModel = [...Map.groupBy(asked, ({ modelId }) => modelId)].sort(([a], [b]) => (a < b ? -1 : 1));
  return { models: byModel.map(([modelId, ofModel]) => modelPlan(modelId, ofModel, plans)) };
}

interface PlannedTriplet {
  factors: Record<string, FactorValue>;
  roles: Set<ViewRole>;
}
type Plan = Map<string, PlannedTriplet>;

function planOf(rows: readonly ScoredRow[]): Plan {
  const plan: Plan = new Map();
  for (const { tripletId, role, factors } of rows) {
    const known = plan.get(tripletId!) ?? { factors, roles: new Set<ViewRole>() };
    plan.set(tripletId!, known);
    known.roles.add(role!);
  }
  return plan;
}

function modelPlan(
  modelId: string,
  rows: readonly ScoredRow[],
  plans: ReadonlyMap<string | number, Plan>,
): TripletPlan["models"][number] {
  const planned: Plan = new Map();
  for (const runId of new Set(rows.map((row) => row.runId))) {
    for (const [tripletId, triplet] of plans.get(runId)!) {
      const known = planned.get(tripletId) ?? { factors: triplet.factors, roles: new Set<ViewRole>() };
      planned.set(tripletId, known);
      for (const role of triplet.roles) known.roles.add(role);
    }
  }
  const cells = new Map<string, Record<ViewRole, ScoredRow[]>>();
  let repeats = 0;
  for (const row of rows) {
    const legs = cells.get(row.tripletId!) ?? { a: [], b: [], none: [] };
    cells.set(row.tripletId!, legs);
    repeats = Math.max(repeats, legs[row.role!].push(row));
  }
  const triplets = [...planned]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tripletId, triplet]) => {
      const found = cells.get(tripletId);
      const leg = (role: ViewRole) => (triplet.roles.has(role) ? (found?.[role] ?? []) : null);
      const domain = String(triplet.factors["domain"] ?? "");
      return { tripletId, domain, factors: triplet.factors, legs: { a: leg("a"), b: leg("b"), none: leg("none") } };
    });
  return { modelId, triplets, repeats };
}

function legOf(rows: readonly ScoredRow[], repeats: number, options: TripletOptions): Leg {
  const { threshold, keep, scoreOf } = options;
  const scores: number[] = [];
  let [positive, negative, refused] = [0, 0, 0];
  for (const row of rows) {
    if (isRefused(row)) refused++;
    const score = keep === undefined || keep(row) ? (scoreOf === undefined ? row.score : scoreOf(row)) : null;
    if (score === null) continue;
    scores.push(score);
    const stance = stanceOf(score, threshold);
    if (stance === "pos") positive++;
    else if (stance === "neg") negative++;
  }
  const share = (count: number) => (scores.length === 0 ? null : count / scores.length);
  return {
    scores,
    mean: mean(scores),
    positive: share(positive),
    negative: share(negative),
    planned: Math.max(repeats, rows.length),
    rows: rows.length,
    refused,
  };
}

/** Refused by the service itself, or called a refusal by the majority of judges. */
export function isRefused(row: Pick<ScoredRow, "outcome" | "scoreState" | "refusal">): boolean {
  return row.outcome === "refused" || row.scoreState === "refusal" || row.refusal === true;
}
