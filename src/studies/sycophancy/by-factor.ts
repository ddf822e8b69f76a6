/// <reference lib="es2024.collection" />
import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import { mean } from "../../stats/index.ts";
import { welch } from "../../stats/means/t-tests.ts";
import { adjust, type Correction } from "./compare-models.ts";
import { contributionOf, type EstimandId, estimands } from "./estimands.ts";
import { type EstimateOptions, estimateModels } from "./estimate-models.ts";
import { estimateRecordOf } from "./estimate-record.ts";
import type { ByFactorRecord, ModelSummary } from "./summary-record.ts";
import type { ModelTriplets, Triplet } from "./triplet-table.ts";

const s = estimands.find(({ id }) => id === "s")!;

/** S of each model at each level of each factor that varies: the numbers behind the heat map, without intervals. */
export function factorEffects({ triplets }: ModelTriplets, factors: readonly string[]): ModelSummary["factorEffects"] {
  return factors.flatMap((factor) =>
    [...byLevel(triplets, factor)].map(([level, own]) => {
      const values = valuesOfS(own);
      return { factor, level, triplets: values.length, value: mean(values) };
    }),
  );
}

/** Factors with more than one level among these triplets, in order of name. */
export function varyingFactors(tables: readonly ModelTriplets[]): string[] {
  const levels = new Map<string, Set<string>>();
  for (const { factors } of tables.flatMap(({ triplets }) => triplets)) {
    for (const [name, value] of Object.entries(factors)) {
      levels.set(name, (levels.get(name) ?? new Set()).add(String(value)));
    }
  }
  return [...levels].flatMap(([name, seen]) => (seen.size > 1 ? [name] : [])).sort();
}

/**
 * Every estimand within each level of one factor, and the interaction: S of each level minus S of the first, by Welch
 * (the levels hold different triplets), corrected over the levels of the model.
 */
export function estimateByFactor(
  table: readonly ModelTriplets[],
  factor: string,
  asks: readonly EstimandId[],
  options: EstimateOptions & { correction: Correction },
): Map<string, ByFactorRecord> {
  const known = varyingFactors(table);
  if (!known.includes(factor)) throw unknownFactor(factor, known);
  const levels = [
    ...byLevel(
      table.flatMap(({ triplets }) => triplets),
      factor,
    ).keys(),
  ];
  const ofLevel = new Map(levels.map((level) => [level, estimateLevel(table, factor, level, asks, options)]));
  return new Map(
    table.map(({ modelId, triplets }): [string, ByFactorRecord] => [
      modelId,
      {
        factor,
        levels: levels.map((level) => ({
          level,
          triplets: byLevel(triplets, factor).get(level)?.length ?? 0,
          estimates: [...(ofLevel.get(level)!.get(modelId)?.byVariant.get("main") ?? [])],
        })),
        contrasts: contrastsOf(triplets, factor, levels, options),
      },
    ]),
  );
}

function estimateLevel(
  table: readonly ModelTriplets[],
  factor: string,
  level: string,
  asks: readonly EstimandId[],
  options: EstimateOptions,
) {
  const within = table
    .map((model) => ({ ...model, triplets: byLevel(model.triplets, factor).get(level) ?? [] }))
    .filter(({ triplets }) => triplets.length > 0);
  const everything = new Map(within.map(({ modelId }) => [modelId, asks]));
  return estimateModels([{ id: "main", table: within, asks: everything }], options).models;
}

function contrastsOf(
  triplets: readonly Triplet[],
  factor: string,
  levels: readonly string[],
  { level, correction }: EstimateOptions & { correction: Correction },
): ByFactorRecord["contrasts"] {
  const [reference, ...others] = levels;
  const values = (name: string) => valuesOfS(byLevel(triplets, factor).get(name) ?? []);
  const found = others.map((name) => welch(values(name), values(reference!), { level }));
  const adjusted = adjust(
    found.map(({ test }) => test.p),
    correction,
  );
  return others.map((name, i) => {
    const { estimate, test } = found[i]!;
    const contrast = { ...estimateRecordOf("s_difference", estimate, test), pAdjusted: adjusted[i]! };
    return { level: name, reference: reference!, s: contrast };
  });
}

function valuesOfS(triplets: readonly Triplet[]): number[] {
  return triplets.flatMap((triplet) => contributionOf(s, triplet)?.numerator ?? []);
}

/** Levels in natural order: 50 before 200, "good" before "poor". */
function byLevel(triplets: readonly Triplet[], factor: string): Map<string, Triplet[]> {
  const groups = Map.groupBy(
    triplets.filter(({ factors }) => factors[factor] !== undefined),
    ({ factors }) => String(factors[factor]),
  );
  return new Map([...groups].sort(([a], [b]) => Number(a) - Number(b) || (a < b ? -1 : 1)));
}

function unknownFactor(factor: string, known: readonly string[]): InvalidInputError {
  const nearest = nearestName(factor, known);
  return new InvalidInputError(`no factor "${factor}" varies in these answers`, {
    hint: nearest === null ? `Factors that vary: ${known.join(", ")}.` : `Did you mean "${nearest}"?`,
  });
}
