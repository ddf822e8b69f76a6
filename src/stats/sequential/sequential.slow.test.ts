import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { mixtureScale, sequenceHalfWidth } from "./confidence-sequence.ts";
import { classicalBoundary, spendingBoundary } from "./group-sequential.ts";
import type { SpendingOptions } from "./spending.ts";

/** "It works when" 11 at its counts: error rates of looking while it runs. */
const quarters = [0.25, 0.5, 0.75, 1];
const spending = (options: SpendingOptions, looks = quarters) => ({ looks, z: spendingBoundary(looks, options).z });
const classical = (family: "pocock" | "obf") => ({ looks: quarters, z: classicalBoundary(family, 4)!.z });

describe("20,000 null paths cross in .05 ± .005", () => {
  test.each([
    ["O'Brien–Fleming spending, a side at a time", spending({ spending: "obf" })],
    ["O'Brien–Fleming spending, in total", spending({ spending: "obf", sides: "total" })],
    ["Pocock spending, a side at a time", spending({ spending: "pocock" })],
    ["Pocock spending, in total", spending({ spending: "pocock", sides: "total" })],
    ["α·t³", spending({ spending: { power: 3 } })],
    ["Pocock's classical constant", classical("pocock")],
    ["O'Brien and Fleming's", classical("obf")],
    ["an unplanned look beside the planned ones", spending({ spending: "obf" }, [0.25, 0.5, 0.53, 0.75, 1])],
  ])("%s", (name, { looks, z }) => {
    const rng = rngStream(1, "paths", name);
    let crossed = 0;
    for (let path = 0; path < 20_000; path++) {
      let [b, before, out] = [0, 0, false];
      for (const [k, t] of looks.entries()) {
        b += Math.sqrt(t - before) * rng.normal();
        before = t;
        out ||= Math.abs(b) / Math.sqrt(t) >= z[k]!;
      }
      if (out) crossed++;
    }
    expect(Math.abs(crossed / 20_000 - 0.05)).toBeLessThan(0.005);
  });
});

test("of 2,000 null streams watched from 10 to 1,000, at most 6 % ever exclude the truth", () => {
  const rng = rngStream(2, "watching");
  const rho = mixtureScale(100);
  const half = Float64Array.from({ length: 1001 }, (_, n) => (n < 10 ? Infinity : sequenceHalfWidth(n, rho)));
  let excluded = 0;
  for (let stream = 0; stream < 2000; stream++) {
    let [mean, squares, out] = [0, 0, false];
    for (let n = 1; n <= 1000; n++) {
      const value = rng.normal();
      const before = value - mean;
      mean += before / n;
      squares += before * (value - mean);
      if (n >= 10 && Math.abs(mean) > half[n]! * Math.sqrt(squares / (n - 1))) out = true;
    }
    if (out) excluded++;
  }
  expect(excluded / 2000).toBeLessThanOrEqual(0.06);
});
