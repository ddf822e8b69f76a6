import { type Measured, noFacts, type Observation, type Side, unknownSide } from "../side.ts";

/** An observation with everything but what is given unknown. For tests. */
export function observation(parts: Partial<Observation>): Observation {
  return { itemId: null, seed: null, repeat: null, clusterId: null, value: null, line: null, ...parts };
}

export function measured(observations: readonly Observation[], parts: Partial<Measured> = {}): Measured {
  return { observations, summary: null, fit: null, facts: noFacts, ...parts };
}

/** A side with one value an item, in order: item0, item1, … */
export function itemSide(label: string, values: readonly (number | null)[], parts: Partial<Observation> = {}): Side {
  return side(label, {
    score: measured(values.map((value, i) => observation({ itemId: `item${i}`, value, ...parts }))),
  });
}

export function side(label: string, metrics: Readonly<Record<string, Measured>>): Side {
  return { ...unknownSide, ref: label, label, metrics: new Map(Object.entries(metrics)) };
}

/** n items of which b only the subject has right, c only the reference. */
export function binarySides(n: number, b: number, c: number, both = 0): { subject: Side; reference: Side } {
  const rows = Array.from({ length: n }, (_, i) =>
    i < b ? [1, 0] : i < b + c ? [0, 1] : i < b + c + both ? [1, 1] : [0, 0],
  );
  return {
    subject: itemSide(
      "new",
      rows.map(([value]) => value!),
    ),
    reference: itemSide(
      "old",
      rows.map(([, value]) => value!),
    ),
  };
}
