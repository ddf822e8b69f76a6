import type { ConfusionTable } from "./judge-record.ts";
import { stanceOf } from "./stance.ts";

const stances = ["neg", "neu", "pos"] as const;

/** How often a judge's stance meets each stance of people, at the threshold. All nine cells, empty ones too. */
export function confusionOf(
  answers: readonly { readonly judge: number; readonly human: number }[],
  threshold: number,
): ConfusionTable {
  const counts = new Map<string, number>();
  for (const { judge, human } of answers) {
    const cell = `${stanceOf(judge, threshold)} ${stanceOf(human, threshold)}`;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return stances.flatMap((judge) =>
    stances.map((human) => ({ judge, human, count: counts.get(`${judge} ${human}`) ?? 0 })),
  );
}
