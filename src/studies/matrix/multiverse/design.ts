import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { shuffled } from "../protocols/shuffle.ts";
import {
  choices,
  isForbidden,
  levelsOf,
  type Part,
  parts,
  type Space,
  spaceSize,
  type Universe,
  universeKey,
} from "./space.ts";

/** Which universes are run. */
export interface Design {
  /** `full`: every allowed combination. `sample`: some, with equal counts of each choice's levels as far as they divide. */
  readonly kind: "full" | "sample";
  /** By the order of the levels, so that those that share work lie together. */
  readonly universes: readonly Universe[];
  /** Combinations of all levels, forbidden ones among them. */
  readonly spaceSize: number;
  /** Universes with each level. */
  readonly counts: Readonly<Record<Part, Readonly<Record<string, number>>>>;
}

/** Beyond this a space is not written out to count what is allowed. */
const mostEnumerated = 200_000;

/**
 * All allowed universes where there are at most `max`, else a random sample of `max`: each choice's levels are dealt out
 * equally often and independently of the other choices, then universes that are forbidden or there twice swap one choice
 * with another universe until none is left, which keeps the counts. Throws InvalidInputError where nothing is allowed.
 */
export function makeDesign(space: Space, { max, seed }: { readonly max: number; readonly seed: number }): Design {
  const size = spaceSize(space);
  if (size <= Math.max(max, mostEnumerated)) {
    const all = everyUniverse(space);
    if (all.length === 0) {
      throw new InvalidInputError("every combination of these levels is forbidden", {
        hint: "Take an entry out of forbidden, or add levels.",
      });
    }
    if (all.length <= max) return finished("full", all, space);
  }
  return finished("sample", sampled(space, max, rngStream(seed, "matrix", "multiverse", "design")), space);
}

function everyUniverse(space: Space): Universe[] {
  let found: Partial<Record<Part, string>>[] = [{}];
  for (const part of parts) {
    found = found.flatMap((one) => space.levels[part].map((level) => ({ ...one, [part]: level })));
  }
  return (found as Universe[]).filter((universe) => !isForbidden(space, universe));
}

function sampled(space: Space, count: number, rng: Rng): Universe[] {
  const dealt = choices.map((choice) => {
    const own = rng.fork(choice.id);
    const levels = shuffled(levelsOf(space, choice), own);
    return shuffled(
      Array.from({ length: count }, (_, i) => levels[i % levels.length]!),
      own,
    );
  });
  const assemble = (i: number) => Object.assign({}, ...dealt.map((column) => column[i]!)) as Universe;
  const rows = Array.from({ length: count }, (_, i) => assemble(i));
  const held = new Map<string, number>();
  const count1 = (universe: Universe, by: number) => {
    const key = universeKey(universe);
    held.set(key, (held.get(key) ?? 0) + by);
  };
  for (const row of rows) count1(row, 1);
  const faulty = (universe: Universe) => isForbidden(space, universe) || held.get(universeKey(universe))! > 1;
  const swaps = rng.fork("swaps");
  for (let round = 0; round < swapRounds; round++) {
    const bad = [...rows.keys()].filter((i) => faulty(rows[i]!));
    if (bad.length === 0) break;
    for (const i of bad) {
      if (!faulty(rows[i]!)) continue;
      const j = swaps.integer(count);
      const column = dealt[swaps.integer(dealt.length)]!;
      const before = Number(faulty(rows[i]!)) + Number(faulty(rows[j]!));
      const exchange = () => {
        count1(rows[i]!, -1);
        count1(rows[j]!, -1);
        [column[i], column[j]] = [column[j]!, column[i]!];
        rows[i] = assemble(i);
        rows[j] = assemble(j);
        count1(rows[i]!, 1);
        count1(rows[j]!, 1);
      };
      exchange();
      if (Number(faulty(rows[i]!)) + Number(faulty(rows[j]!)) > before) exchange();
    }
  }
  const seen = new Set<string>();
  const kept = rows.filter((row) => {
    const key = universeKey(row);
    if (seen.has(key) || isForbidden(space, row)) return false;
    seen.add(key);
    return true;
  });
  if (kept.length > 0) return kept;
  throw new InvalidInputError("hardly any combination of these levels is allowed", {
    hint: "Take entries out of forbidden, or add levels.",
  });
}

/** Rounds of exchanges; what is still faulty then is left out, and the counts say so. */
const swapRounds = 400;

function finished(kind: Design["kind"], universes: readonly Universe[], space: Space): Design {
  const place = (universe: Universe) => parts.map((part) => space.levels[part].indexOf(universe[part]));
  const placed = universes.map((universe) => ({ universe, at: place(universe) }));
  placed.sort((a, b) => {
    const first = a.at.findIndex((value, i) => value !== b.at[i]!);
    return first < 0 ? 0 : a.at[first]! - b.at[first]!;
  });
  const sorted = placed.map(({ universe }) => universe);
  const counts = Object.fromEntries(
    parts.map((part) => [
      part,
      Object.fromEntries(
        space.levels[part].map((level) => [level, sorted.filter((universe) => universe[part] === level).length]),
      ),
    ]),
  ) as Design["counts"];
  return { kind, universes: sorted, spaceSize: spaceSize(space), counts };
}
