import { describe, expect, test } from "vitest";
import { rngStream } from "../../stats/index.ts";
import { estimands } from "./estimands.ts";
import { scoredRowOf } from "./testing/scored-row-of.ts";
import { tripletTable } from "./triplet-table.ts";
import { varianceParts } from "./variance-parts.ts";

const s = estimands.find(({ id }) => id === "s")!;

/** Scores with planted standard deviations of triplets, views, repeats and judges; nothing is clipped. */
function planted(
  sd: { triplet: number; view: number; repeat: number; judge: number },
  shape: { K: number; R: number; J: number },
) {
  const rng = rngStream(5, "variance");
  return Array.from({ length: shape.K }, (_, k) => {
    const triplet = rng.normal() * sd.triplet;
    return (["a", "b", "none"] as const).flatMap((role) => {
      const view = rng.normal() * sd.view;
      return Array.from({ length: shape.R }, (__, repeat) => {
        const answer = triplet + view + rng.normal() * sd.repeat;
        const judges = Array.from({ length: shape.J }, (___, j) => ({
          ...{ id: `j${j}`, family: null, order: null, state: "scored" as const, raw: null },
          score: answer + rng.normal() * sd.judge,
        }));
        const score =
          judges.length === 0 ? answer : judges.reduce((sum, judge) => sum + judge.score, 0) / judges.length;
        return scoredRowOf({ tripletId: `t-${k}`, promptId: `${k}${role}`, role, repeat, score, judges });
      });
    });
  }).flat();
}

const partsOf = (rows: ReturnType<typeof planted>) =>
  varianceParts(tripletTable(rows, { threshold: 0.33 })[0]!, rows, s, 0.95);

describe("varianceParts", () => {
  test("recovers planted parts", () => {
    const { parts, betweenTriplets, withinViews } = partsOf(
      planted({ triplet: 0.3, view: 0.2, repeat: 0.15, judge: 0.1 }, { K: 2000, R: 3, J: 3 }),
    );
    const sds = Object.fromEntries(parts.map(({ id, value }) => [id, Math.sqrt(value!)]));
    // 2,000 triplets know a standard deviation to about 2 %.
    expect(sds["triplets"]).toBeCloseTo(0.3, 1.5);
    expect(sds["views"]).toBeCloseTo(0.2, 1.8);
    expect(sds["repeats"]).toBeCloseTo(0.15, 2);
    expect(sds["judges"]).toBeCloseTo(0.1, 2);
    // S = (L − T)/2: two views of variance 0.04 give 0.02; within a view, repeats and judges.
    expect(betweenTriplets).toBeCloseTo(0.02, 2);
    expect(withinViews).toBeCloseTo(2 * (0.15 ** 2 + 0.1 ** 2 / 3), 2);
  });

  test("what it promises of more repeats is what more repeats give", () => {
    const one = partsOf(planted({ triplet: 0, view: 0.1, repeat: 0.4, judge: 0 }, { K: 4000, R: 2, J: 0 }));
    const many = planted({ triplet: 0, view: 0.1, repeat: 0.4, judge: 0 }, { K: 4000, R: 10, J: 0 });
    const again = partsOf(many).repeatGain.find(({ repeats }) => repeats === 10)!;
    const promised = one.repeatGain.find(({ repeats }) => repeats === 10)!;
    expect(promised.halfWidth / again.halfWidth).toBeCloseTo(1, 1);
    expect(one.repeatGain[0]!.halfWidth).toBeGreaterThan(promised.halfWidth);
  });

  test("one repeat cannot be told from its view, one judge not from the answer", () => {
    const { parts, repeatGain, reason } = partsOf(
      planted({ triplet: 0.1, view: 0.1, repeat: 0.1, judge: 0 }, { K: 10, R: 1, J: 0 }),
    );
    expect(parts.map(({ id, value, reason: why }) => [id, value === null, why])).toEqual([
      ["triplets", false, null],
      ["views", false, null],
      ["repeats", true, "one-repeat"],
      ["judges", true, "one-judge"],
    ]);
    expect([repeatGain, reason]).toEqual([[], "one-repeat"]);
  });

  test("a negative part is 0 beside its raw value", () => {
    const { parts } = partsOf(planted({ triplet: 0, view: 0.3, repeat: 0.1, judge: 0 }, { K: 8, R: 2, J: 0 }));
    const triplets = parts.find(({ id }) => id === "triplets")!;
    expect(triplets.value).toBe(Math.max(0, triplets.raw!));
  });
});
