import { InvalidNumberError, InvalidOptionError } from "../../errors/statistics-errors.ts";
import type { Label } from "../bootstrap/strata.ts";
import { requireCount, requireSameLength } from "../input-checks.ts";

/** Battles in columns: player indexes from 0, and the first player's score, 1 won, ½ tied, 0 lost. */
export interface Battles {
  first: ArrayLike<number>;
  second: ArrayLike<number>;
  score: ArrayLike<number>;
  /** Default 1 each. */
  weight?: ArrayLike<number>;
  /** Battles that belong together, such as one judge's or one prompt's. */
  cluster?: ArrayLike<Label>;
}

/** Sums over the battles of each pair i < j, scores from i's side. */
export interface PairTable {
  players: number;
  i: Int32Array;
  j: Int32Array;
  /** Σw, Σwy, Σw², Σw²y, Σw²y². */
  w: Float64Array;
  wy: Float64Array;
  ww: Float64Array;
  wwy: Float64Array;
  wwyy: Float64Array;
  /** Pair of each battle, and +1 or −1 for whose side its score is from. */
  pairOf: Int32Array;
  battles: Battles;
}

/** One pass over the battles. Throws for a player outside 0…players−1, one against itself, or a score outside [0,1]. */
export function aggregateBattles(battles: Battles, players: number): PairTable {
  requireCount("players", players, 2);
  const { first, second, score, weight } = battles;
  requireSameLength("first", first, "second", second);
  requireSameLength("first", first, "score", score);
  if (weight) requireSameLength("first", first, "weight", weight);
  if (battles.cluster) requireSameLength("first", first, "cluster", battles.cluster);
  const place = new Map<number, number>();
  const sums: number[][] = [[], [], [], [], []];
  const [i, j]: number[][] = [[], []];
  const pairOf = new Int32Array(first.length);
  for (let b = 0; b < first.length; b++) {
    const [p, q] = [player("first", first[b]!, b, players), player("second", second[b]!, b, players)];
    if (p === q) throw new InvalidOptionError(`second[${b}]`, q, "nobody battles themselves");
    const y = p < q ? score[b]! : 1 - score[b]!;
    const w = weight?.[b] ?? 1;
    if (!(y >= 0 && y <= 1)) throw new InvalidNumberError("score", b, score[b]);
    if (!(w >= 0 && w < Infinity)) throw new InvalidNumberError("weight", b, w);
    const key = Math.min(p, q) * players + Math.max(p, q);
    let pair = place.get(key);
    if (pair === undefined) {
      pair = i!.length;
      place.set(key, pair);
      i!.push(Math.min(p, q));
      j!.push(Math.max(p, q));
      for (const list of sums) list.push(0);
    }
    pairOf[b] = pair;
    sums[0]![pair]! += w;
    sums[1]![pair]! += w * y;
    sums[2]![pair]! += w * w;
    sums[3]![pair]! += w * w * y;
    sums[4]![pair]! += w * w * y * y;
  }
  const [w, wy, ww, wwy, wwyy] = sums.map((list) => Float64Array.from(list)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { players, i: Int32Array.from(i!), j: Int32Array.from(j!), w, wy, ww, wwy, wwyy, pairOf, battles };
}

/** Groups of players that met, directly or not, each ascending; players without a battle are alone. */
export function connectedComponents(table: PairTable): number[][] {
  const parent = Int32Array.from({ length: table.players }, (_, p) => p);
  const root = (p: number): number => {
    let top = p;
    while (parent[top] !== top) top = parent[top]!;
    parent[p] = top;
    return top;
  };
  table.i.forEach((p, pair) => {
    if (table.w[pair]! > 0) parent[root(p)] = root(table.j[pair]!);
  });
  const groups = new Map<number, number[]>();
  for (let p = 0; p < table.players; p++) {
    const top = root(p);
    groups.set(top, [...(groups.get(top) ?? []), p]);
  }
  return [...groups.values()];
}

/**
 * Whether the ratings have a finite solution: from every player a chain of wins or ties leads to every other. Without, a
 * group that never lost to the rest could be rated infinitely higher.
 */
export function isStronglyConnected(table: PairTable): boolean {
  const beats: number[][] = Array.from({ length: table.players }, () => []);
  const losesTo: number[][] = Array.from({ length: table.players }, () => []);
  table.i.forEach((p, pair) => {
    const q = table.j[pair]!;
    if (table.wy[pair]! > 0) {
      beats[p]!.push(q);
      losesTo[q]!.push(p);
    }
    if (table.wy[pair]! < table.w[pair]!) {
      beats[q]!.push(p);
      losesTo[p]!.push(q);
    }
  });
  return reachesAll(beats) && reachesAll(losesTo);
}

function reachesAll(edges: readonly (readonly number[])[]): boolean {
  const seen = new Set([0]);
  const open = [0];
  for (;;) {
    const from = open.pop();
    if (from === undefined) return seen.size === edges.length;
    for (const to of edges[from]!) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
}

function player(name: string, index: number, battle: number, players: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= players) throw new InvalidNumberError(name, battle, index);
  return index;
}
