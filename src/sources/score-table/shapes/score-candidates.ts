import { parseScore } from "../cells/parse-score.ts";
import { namesItsRole, roleFit } from "../roles/axis-roles.ts";
import { isKnownBenchmark } from "../roles/known-benchmarks.ts";
import { type Candidate, type Reading, valuePrefix } from "./candidate.ts";
import { cellsOfSample, nameOf } from "./each-cell.ts";
import type { RecordSet } from "./record-set.ts";

const looked = 5_000;

/**
 * Weighs readings, best first: the share of entries that parse, how well the keys name their roles (counted twice), the
 * share of ids that another table of the files knows (½ where there is none), and whether pairs repeat or stand alone.
 * Readings without a single score, or without two lines each way, are left out.
 */
export function scoreCandidates(readings: readonly Reading[], sets: readonly RecordSet[]): Candidate[] {
  const known = new Map<RecordSet, readonly ReadonlySet<string>[]>();
  return readings
    .flatMap((reading) => {
      const others = sets.filter((set) => set !== reading.set && set.path !== reading.set.path);
      const keys = others.flatMap((set) => {
        if (!known.has(set)) known.set(set, keyColumns(set));
        return known.get(set)!;
      });
      return weigh(reading, keys) ?? [];
    })
    .toSorted((a, b) => b.score - a.score);
}

function weigh(reading: Reading, keys: readonly ReadonlySet<string>[]): Candidate | null {
  const [firsts, seconds, pairs] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let [numbers, refused] = [0, 0];
  const examples: string[] = [];
  cellsOfSample(reading, reading.set.sample.slice(0, looked), (first, second, raw) => {
    const parsed = parseScore(raw);
    if (parsed.kind === "missing") return;
    if (parsed.kind !== "number" || first === "" || second === "") {
      refused++;
      return;
    }
    numbers++;
    firsts.add(first);
    seconds.add(second);
    pairs.add(`${first}\0${second}`);
    if (examples.length < 3) examples.push(`(${first}, ${second}) = ${parsed.value}`);
  });
  if (numbers === 0 || firsts.size < 2 || seconds.size < 2) return null;
  const alone = Math.min(1, pairs.size / firsts.size / 2) * Math.min(1, pairs.size / seconds.size / 2);
  const parts = {
    parse: numbers / (numbers + refused),
    roles: roles(reading, firsts, seconds),
    joins: keys.length === 0 ? 0.5 : (covered(firsts, keys) + covered(seconds, keys)) / 2,
    fill: (pairs.size / numbers) * alone,
  };
  return { reading, score: (parts.parse + 2 * parts.roles + parts.joins + parts.fill) / 5, parts, examples };
}

function roles({ set, cells, first, second }: Reading, firsts: Iterable<string>, seconds: Iterable<string>): number {
  const sides = [
    { key: first, ids: [...firsts] },
    { key: second, ids: [...seconds] },
  ];
  const [a, b] = sides.map(({ key, ids }) => ({
    model: Math.max(
      roleFit(key, "model"),
      share(ids, (id) => namesItsRole(id, "model")),
    ),
    benchmark: Math.max(
      roleFit(key, "benchmark"),
      share(ids, (id) => namesItsRole(id, "benchmark")),
      Math.min(1, 3 * share(ids, isKnownBenchmark)),
    ),
    // Keys and headings have no name of their own that could speak for or against them.
    floor: key.startsWith("@") ? 0.5 : 0,
  }));
  const straight = Math.max(a!.model, a!.floor) + Math.max(b!.benchmark, b!.floor);
  const turned = Math.max(a!.benchmark, a!.floor) + Math.max(b!.model, b!.floor);
  return (Math.max(straight, turned) + scoreFit({ set, cells })) / 3;
}

function scoreFit({ set, cells }: Pick<Reading, "set" | "cells">): number {
  if (cells.kind === "long") return roleFit(set.columns[cells.score]!, "score");
  const prefix = valuePrefix(set, cells).slice(0, -1);
  if (prefix !== "") return roleFit(prefix, "score");
  return set.path.endsWith("*") || set.path.endsWith("*]") ? 0.5 : roleFit(set.path, "score");
}

function share(ids: readonly string[], test: (id: string) => boolean): number {
  return ids.length === 0 ? 0 : ids.filter(test).length / ids.length;
}

function covered(ids: ReadonlySet<string>, keys: readonly ReadonlySet<string>[]): number {
  let best = 0;
  for (const known of keys) {
    let hits = 0;
    for (const id of ids) if (known.has(id)) hits++;
    best = Math.max(best, hits / ids.size);
  }
  return best;
}

/** Columns of a set whose values do not repeat, as sets of ids. */
function keyColumns({ columns, sample }: RecordSet): ReadonlySet<string>[] {
  return columns.flatMap((_key, column) => {
    const values = sample.map(({ cells }) => nameOf(cells[column])).filter((value) => value !== "");
    const distinct = new Set(values);
    return distinct.size > 1 && distinct.size >= values.length * 0.95 ? [distinct] : [];
  });
}
