import fc from "fast-check";
import { expect, test } from "vitest";
import { tokenBucket } from "./token-bucket.ts";

test("no 60 seconds ever hold more than the rate, whatever the rate", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (perMinute) => {
      const bucket = tokenBucket(perMinute, 0);
      const starts: number[] = [];
      let now = 0;
      while (now < 200_000 && starts.length < 2000) {
        const free = bucket.whenFree(1, now);
        if (free === null) {
          bucket.take(1, now);
          starts.push(now);
        } else now = free;
      }
      let first = 0;
      for (let last = 0; last < starts.length; last++) {
        while (starts[last]! - starts[first]! >= 60_000) first++;
        if (last - first + 1 > perMinute) return false;
      }
      return starts.length > 0;
    }),
    { numRuns: 60 },
  );
});

test("what was reserved too much comes back, what was too little is owed", () => {
  const bucket = tokenBucket(1000, 0);
  bucket.take(100, 0);
  expect(bucket.whenFree(50, 0)).toBeGreaterThan(0);
  bucket.settle(60, 0);
  expect(bucket.whenFree(50, 0)).toBeNull();
  bucket.settle(-200, 0);
  expect(bucket.whenFree(1, 0)).toBeGreaterThan(5000);
});
