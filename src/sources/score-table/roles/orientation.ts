import { finiteScore } from "../cells/parse-score.ts";
import type { Reading } from "../shapes/candidate.ts";
import { cellsOfSample } from "../shapes/each-cell.ts";
import { namesItsRole, roleFit } from "./axis-roles.ts";
import { isKnownBenchmark } from "./known-benchmarks.ts";

export interface Orientation {
  readonly modelsFirst: boolean;
  readonly why: string;
}

const looked = 5_000;

/**
 * Which side of a reading the models are. In this order: keys that name their role, names of public benchmarks, weaker
 * hints of the keys, and the spread of scale (a benchmark's scores are of one scale, a model's are of many). null when
 * none of them tells.
 */
export function orient(reading: Reading): Orientation | null {
  const byKey = keyLead(reading);
  if (Math.abs(byKey) >= 1) return told(byKey > 0, `the keys say so: ${reading.first}, ${reading.second}`);
  const lines = { first: new Map<string, number[]>(), second: new Map<string, number[]>() };
  cellsOfSample(reading, reading.set.sample.slice(0, looked), (first, second, raw) => {
    const value = finiteScore(raw);
    if (first === "" || second === "" || value === null) return;
    push(lines.first, first, value);
    push(lines.second, second, value);
  });
  const votes = { first: benchmarkVotes(lines.first.keys()), second: benchmarkVotes(lines.second.keys()) };
  if (
    Math.max(votes.first, votes.second) >= 2 &&
    Math.abs(votes.first - votes.second) > Math.min(votes.first, votes.second)
  )
    return told(
      votes.second > votes.first,
      `${Math.max(votes.first, votes.second)} names on one side are those of benchmarks, ${Math.min(votes.first, votes.second)} on the other`,
    );
  if (byKey !== 0) return told(byKey > 0, `the keys hint at it: ${reading.first}, ${reading.second}`);
  return bySpread(lines.first, lines.second);
}

/** Above 0 where the keys say models first. */
function keyLead({ first, second }: Reading): number {
  const straight = roleFit(first, "model") + roleFit(second, "benchmark");
  return straight - roleFit(first, "benchmark") - roleFit(second, "model");
}

/** A model's own name may begin with "model"; that speaks against its side as a benchmark's name speaks for it. */
function benchmarkVotes(ids: Iterable<string>): number {
  let votes = 0;
  for (const id of ids) {
    if (isKnownBenchmark(id) || namesItsRole(id, "benchmark")) votes++;
    else if (namesItsRole(id, "model")) votes--;
  }
  return Math.max(votes, 0);
}

function bySpread(first: ReadonlyMap<string, number[]>, second: ReadonlyMap<string, number[]>): Orientation | null {
  const [a, b] = [meanSpread(first), meanSpread(second)];
  if (a === null || b === null || Math.max(a, b) < 1.25 * Math.min(a, b) || Math.max(a, b) < 0.2) return null;
  const [wide, narrow] = [Math.max(a, b).toFixed(2), Math.min(a, b).toFixed(2)];
  return told(b < a, `scores vary in scale by ${wide} along one side and ${narrow} along the other (sd of log10)`);
}

/** Mean over lines of at least 3 scores: standard deviation of log10(1 + |score|). null for fewer than 5 such lines. */
function meanSpread(lines: ReadonlyMap<string, number[]>): number | null {
  const spreads: number[] = [];
  for (const values of lines.values()) {
    if (values.length < 3) continue;
    const logs = values.map((value) => Math.log10(1 + Math.abs(value)));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    spreads.push(Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length));
  }
  return spreads.length < 5 ? null : spreads.reduce((sum, spread) => sum + spread, 0) / spreads.length;
}

function told(modelsFirst: boolean, why: string): Orientation {
  return { modelsFirst, why };
}

function push(lines: Map<string, number[]>, id: string, value: number): void {
  const line = lines.get(id);
  if (line === undefined) lines.set(id, [value]);
  else line.push(value);
}
