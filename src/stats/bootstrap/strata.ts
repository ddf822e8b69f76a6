import { requireSameLength } from "../input-checks.ts";

/** A label of a row: its stratum or cluster. Compared by identity, so 1 and "1" differ. */
export type Label = string | number;

/** Units grouped by stratum: `order` lists the units stratum by stratum, stratum h from starts[h] to starts[h+1]. */
export interface Strata {
  order: Int32Array;
  starts: Int32Array;
  /** One label per stratum, in the order of first appearance. */
  labels: readonly Label[];
}

/** Group `count` units by label; all in one stratum when there are no labels. */
export function groupStrata(count: number, labels?: ArrayLike<Label>): Strata {
  if (labels === undefined) {
    return { order: Int32Array.from({ length: count }, (_, i) => i), starts: Int32Array.of(0, count), labels: ["all"] };
  }
  requireSameLength("values", { length: count }, "strata", labels);
  const members = new Map<Label, number[]>();
  for (let i = 0; i < count; i++) {
    const group = members.get(labels[i]!);
    if (group) group.push(i);
    else members.set(labels[i]!, [i]);
  }
  const groups = [...members.values()];
  const starts = new Int32Array(groups.length + 1);
  groups.forEach((group, h) => {
    starts[h + 1] = starts[h]! + group.length;
  });
  return { order: Int32Array.from(groups.flat()), starts, labels: [...members.keys()] };
}

/** How many strata hold one unit, which can then not vary, and what to say about it. */
export function singletonStrata(strata: Strata): { share: number; notes: readonly string[] } {
  const count = strata.starts.length - 1;
  let singles = 0;
  for (let h = 0; h < count; h++) if (strata.starts[h + 1]! - strata.starts[h]! === 1) singles++;
  const alone = count > 1 ? singles : 0;
  return { share: alone / Math.max(1, count), notes: alone === 0 ? [] : [`${alone} of ${count} strata hold one unit`] };
}
