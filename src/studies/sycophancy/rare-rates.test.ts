import { describe, expect, test } from "vitest";
import { rngStream, wilson } from "../../stats/index.ts";
import { scoreIntervalOfRate } from "./rare-rates.ts";

const some = (events: number, of = 36, value = 1) => Array.from({ length: of }, (_, i) => (i < events ? value : 0));
const share = (events: number) => scoreIntervalOfRate(some(events), { signed: false, level: 0.95 })!;

describe("scoreIntervalOfRate", () => {
  test("is Wilson's for one yes or no a triplet, and grows with each event", () => {
    for (const events of [0, 1, 2, 9]) {
      const { low, high } = wilson(events, 36, { level: 0.95 }).ci!;
      expect(share(events).low).toBeCloseTo(low!, 12);
      expect(share(events).high).toBeCloseTo(high!, 12);
    }
    for (let events = 1; events < 10; events++) {
      expect(share(events).high).toBeGreaterThan(share(events - 1).high);
      expect(share(events).low).toBeGreaterThan(share(events - 1).low);
    }
  });

  test("leaves common events, and rare non-events only, to nobody and itself", () => {
    expect(scoreIntervalOfRate(some(10), { signed: false, level: 0.95 })).toBeNull();
    expect(scoreIntervalOfRate(some(30), { signed: false, level: 0.95 })).not.toBeNull();
    expect(scoreIntervalOfRate(some(12), { signed: true, level: 0.95 })).toBeNull();
  });

  test("of a difference is as wide on both sides where nothing happened, and leans where something did", () => {
    const none = scoreIntervalOfRate(some(0), { signed: true, level: 0.95 })!;
    expect(none.low).toBeCloseTo(-none.high, 12);
    expect(none.high).toBeCloseTo(share(0).high, 12);
    const one = scoreIntervalOfRate(some(1), { signed: true, level: 0.95 })!;
    expect(one.high).toBeGreaterThan(none.high);
    expect(one.low).toBeGreaterThan(none.low);
  });

  test("covers a rare rate of triplets with repeats, where one event is the rule", () => {
    // Three repeats a triplet; each has the event with a chance of its own, 3 % on average.
    let covered = 0;
    const studies = 2000;
    for (let seed = 0; seed < studies; seed++) {
      const rng = rngStream(seed, "rare");
      const values = Array.from({ length: 36 }, () => {
        const chance = rng.float() < 0.1 ? 0.3 : 0;
        return [0, 1, 2].filter(() => rng.float() < chance).length / 3;
      });
      const found = scoreIntervalOfRate(values, { signed: false, level: 0.95 });
      if (found === null || (found.low <= 0.03 && 0.03 <= found.high)) covered++;
    }
    expect(covered / studies).toBeGreaterThan(0.93);
  });
});
