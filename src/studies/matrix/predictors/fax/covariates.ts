import type { TableModel } from "../../../../sources/score-table/score-table.ts";

export type CovariateGroup = "release date" | "reasoning" | "open weights" | "parameters" | "provider";

/** What is public about each model, as numbers: model i lies at values[i · width], with one entry a column. */
export interface Covariates {
  readonly width: number;
  readonly values: Float64Array;
  /** Ridge penalty of each column. */
  readonly penalty: Float64Array;
  /** What each column is about; date × reasoning counts as release date. */
  readonly group: readonly CovariateGroup[];
}

const daysPerUnit = 180;
const numericPenalty = 1;
const providerPenalty = 4;
/** log10 of a million million parameters in millions: what a closed model of unsaid size is taken for. */
const closedSize = 6;

/**
 * Standardised (divisor n) release date, reasoning, open weights, log10 parameters and date × reasoning (a product of the
 * standardised two), then a 0–1 column for every provider of two models or more. What no model tells, or all tell alike,
 * has no column; one model's missing date or flag takes the mean.
 */
export function covariatesOf(models: readonly TableModel[]): Covariates {
  const facts = publicFacts(models);
  const date = standardised(facts.date);
  const reasoning = standardised(facts.reasoning);
  const numeric: readonly (readonly [CovariateGroup, readonly number[] | null])[] = [
    ["release date", date],
    ["reasoning", reasoning],
    ["open weights", standardised(facts.openWeights)],
    ["parameters", standardised(facts.logParameters)],
    ["release date", date && reasoning && date.map((value, i) => value * reasoning[i]!)],
  ];
  const columns = numeric.flatMap(([group, values]) =>
    values === null ? [] : [{ group, values, penalty: numericPenalty }],
  );
  for (const provider of repeated(facts.provider)) {
    const values = facts.provider.map((own) => (own === provider ? 1 : 0));
    columns.push({ group: "provider", values, penalty: providerPenalty });
  }
  const width = columns.length;
  const values = new Float64Array(models.length * width);
  for (const [c, column] of columns.entries())
    for (const [i, value] of column.values.entries()) values[i * width + c] = value;
  return {
    width,
    values,
    penalty: Float64Array.from(columns, ({ penalty }) => penalty),
    group: columns.map(({ group }) => group),
  };
}

/** The public facts with their gaps closed; a list is null where no model tells. Dates in units of 180 days. */
export interface PublicFacts {
  readonly date: readonly number[] | null;
  readonly reasoning: readonly number[] | null;
  readonly openWeights: readonly number[] | null;
  /** log10 of total parameters in millions. */
  readonly logParameters: readonly number[] | null;
  readonly provider: readonly (string | null)[];
}

export function publicFacts(models: readonly TableModel[]): PublicFacts {
  const size = models.map(({ parametersTotalM }) =>
    finite(parametersTotalM === null ? null : Math.log10(parametersTotalM)),
  );
  const closed = models.map(({ openWeights }) => openWeights === false);
  const known = size.some((value) => value !== null);
  return {
    date: filled(
      models.map(({ releaseDate }) => finite(releaseDate === null ? null : daysOf(releaseDate) / daysPerUnit)),
    ),
    reasoning: filled(models.map(({ isReasoning }) => flag(isReasoning))),
    openWeights: filled(models.map(({ openWeights }) => flag(openWeights))),
    logParameters: known ? filledSize(size, closed) : null,
    provider: models.map(({ provider }) => provider),
  };
}

function filledSize(size: readonly (number | null)[], closed: readonly boolean[]): readonly number[] {
  const mean = meanOfKnown(size)!;
  return size.map((value, i) => value ?? (closed[i] ? closedSize : mean));
}

function filled(values: readonly (number | null)[]): readonly number[] | null {
  const mean = meanOfKnown(values);
  return mean === null ? null : values.map((value) => value ?? mean);
}

function meanOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function daysOf(date: string): number {
  return Date.parse(date) / 864e5;
}

/** What cannot be read as a date or a size is unknown. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function flag(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

function standardised(values: readonly number[] | null): readonly number[] | null {
  if (values === null) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return sd > 1e-9 ? values.map((value) => (value - mean) / sd) : null;
}

function repeated(names: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= 2).map(([name]) => name);
}
