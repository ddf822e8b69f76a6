import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import type { ResultItem } from "../../schema/result-item.ts";
import { type Measured, noFacts, type Observation, type Summary } from "../side.ts";

/**
 * The metrics of one subject of a collection. A metric is named by its id and by what it was measured on, so that boards,
 * tasks and variants stay apart: `accuracy [mmlu/law]`. Items with seeds are runs; a single item brings its own doubt.
 */
export function collectionMetrics(
  items: readonly ResultItem[],
  options: { readonly subject: string | null; readonly file: string; readonly ref: string },
): Map<string, Measured> {
  const own = ofSubject(items, options);
  const groups = Map.groupBy(own, metricName);
  return new Map([...groups].map(([name, group]) => [name, measuredOf(name, group, options.file)]));
}

/** Values of the same metric in every past state of a name: a history to hold one value against. */
export function historyMetrics(
  states: readonly (readonly ResultItem[])[],
  options: { readonly subject: string | null; readonly file: string; readonly ref: string },
): Map<string, Measured> {
  const past = states.map((items) => collectionMetrics(items, options));
  const names = new Set(past.flatMap((metrics) => [...metrics.keys()]));
  return new Map(
    [...names].map((name): [string, Measured] => {
      const found = past.flatMap((metrics) => metrics.get(name) ?? []);
      const observations = found.flatMap(({ summary, observations: seeded }) => [
        ...(summary === null ? [] : [{ ...unnamed, value: summary.value }]),
        ...seeded.map(({ value }) => ({ ...unnamed, value })),
      ]);
      return [name, { observations, summary: null, fit: null, facts: found[0]!.facts }];
    }),
  );
}

const unnamed: Observation = { itemId: null, seed: null, repeat: null, clusterId: null, value: null, line: null };

function ofSubject(
  items: readonly ResultItem[],
  { subject, file, ref }: { readonly subject: string | null; readonly file: string; readonly ref: string },
): readonly ResultItem[] {
  if (items.length === 0) throw new InvalidInputError("this collection has no items", { place: { file } });
  const subjects = [...new Set(items.map((item) => item.subject ?? null))];
  if (subject === null && subjects.length === 1) return items;
  const found = subject === null ? [] : items.filter((item) => item.subject === subject);
  if (found.length > 0) return found;
  const names = subjects.flatMap((name) => name ?? []);
  const nearest = subject === null ? null : nearestName(subject, names);
  const several = subject === null ? `${ref} holds ${subjects.length} subjects` : `${ref} holds no "${subject}"`;
  throw new InvalidInputError(several, {
    place: { file },
    hint:
      nearest !== null
        ? `Did you mean ${ref}#${nearest}?`
        : `Name one: ${names
            .slice(0, 8)
            .map((name) => `${ref}#${name}`)
            .join(", ")}.`,
  });
}

function metricName({ metricId, benchmark, task, scenario, variant = {}, step }: ResultItem): string {
  const settings = Object.entries(variant)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key} ${String(value)}`);
  const parts = [
    [benchmark, task].filter((part) => part !== undefined).join("/"),
    scenario ?? "",
    ...settings,
    step === undefined ? "" : `step ${step}`,
  ];
  const told = parts.filter((part) => part !== "").join(", ");
  return told === "" ? metricId : `${metricId} [${told}]`;
}

function measuredOf(name: string, items: readonly ResultItem[], file: string): Measured {
  const [first, second] = items as [ResultItem, ResultItem?];
  const facts = {
    ...noFacts,
    benchmark: first.benchmark ?? null,
    benchmarkVersion: first.benchmarkVersion ?? null,
    unit: first.unit ?? null,
  };
  const odd = items.find(
    (item) => (item.benchmarkVersion ?? null) !== facts.benchmarkVersion || (item.unit ?? null) !== facts.unit,
  );
  if (odd !== undefined) {
    throw new InvalidInputError(`${name} has several benchmark versions or units within one collection`, {
      place: { file },
      hint: "Compare collections of one state of the benchmark.",
    });
  }
  const seeded = items.every(({ seed }) => seed !== undefined);
  if (seeded && second !== undefined) {
    const observations = items.map(({ seed, value }) => ({ ...unnamed, seed: String(seed), value }));
    return { observations, summary: null, fit: null, facts };
  }
  if (second === undefined) return { observations: [], summary: summaryOf(first), fit: null, facts };
  throw new InvalidInputError(`${name} is there ${items.length} times, and nothing tells them apart`, {
    place: { file },
    hint: "Give the items a seed, a task or a variant.",
  });
}

function summaryOf({ value, se = null, ci, samplesUsed }: ResultItem): Summary {
  const limits = ci?.low == null || ci.high == null ? null : { low: ci.low, high: ci.high, level: ci.level };
  return { value, se, ci: limits, n: isShareOf(value, samplesUsed) ? samplesUsed : null };
}

/** A value that is a whole number of n, as far as a double tells; other values between 0 and 1 need not be shares. */
function isShareOf(value: number | null, n: number): boolean {
  if (value === null || value < 0 || value > 1 || n < 1) return false;
  return Math.abs(value * n - Math.round(value * n)) <= 1e-9 * Math.max(1, n);
}
