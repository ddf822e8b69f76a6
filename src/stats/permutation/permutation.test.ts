import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { permutationTest } from "./permutation-test.ts";
import { tailsByHalves, tailsByTable } from "./sign-flip-distribution.ts";
import { signFlipTest } from "./sign-flip-test.ts";
import { subsetSumList, subsetSumTable } from "./two-sample-distribution.ts";

/** All 2ⁿ sign vectors, as plainly as can be. */
function bruteSignFlip(x: readonly number[]) {
  const observed = x.reduce((a, b) => a + b, 0);
  const tails = { greater: 0, less: 0, absolute: 0 };
  for (let bits = 0; bits < 2 ** x.length; bits++) {
    const sum = x.reduce((total, value, i) => total + (bits & (1 << i) ? value : -value), 0);
    if (sum >= observed - 1e-9) tails.greater++;
    if (sum <= observed + 1e-9) tails.less++;
    if (Math.abs(sum) >= Math.abs(observed) - 1e-9) tails.absolute++;
  }
  const all = 2 ** x.length;
  return { greater: tails.greater / all, less: tails.less / all, absolute: tails.absolute / all };
}

function bruteTwoSample(a: readonly number[], b: readonly number[]) {
  const pool = [...a, ...b];
  const difference = (first: readonly number[], second: readonly number[]) =>
    first.reduce((s, v) => s + v, 0) / first.length - second.reduce((s, v) => s + v, 0) / second.length;
  const observed = difference(a, b);
  const tails = { greater: 0, less: 0, absolute: 0 };
  let all = 0;
  for (let bits = 0; bits < 2 ** pool.length; bits++) {
    const first = pool.filter((_, i) => bits & (1 << i));
    if (first.length !== a.length) continue;
    all++;
    const value = difference(
      first,
      pool.filter((_, i) => !(bits & (1 << i))),
    );
    if (value >= observed - 1e-9) tails.greater++;
    if (value <= observed + 1e-9) tails.less++;
    if (Math.abs(value) >= Math.abs(observed) - 1e-9) tails.absolute++;
  }
  return { greater: tails.greater / all, less: tails.less / all, absolute: tails.absolute / all };
}

const rng = rngStream(11, "permutation tests");
const small = rngStream(11, "permutation tests", "brute force");
const whole = (n: number) => Array.from({ length: n }, () => small.integer(9) - 3);
const real = (n: number) => Array.from({ length: n }, () => small.normal() + 0.3);
const pairsOfSizes = Array.from({ length: 9 }, (_, i) =>
  Array.from({ length: 9 - i }, (__, j) => [i + 1, j + 1] as const),
).flat();

describe("the sign-flip test", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    "equals brute force for %s values, with ties and zeros and for real ones",
    (n) => {
      for (const x of [whole(n), whole(n).map((v) => v / 1000), real(n)]) {
        const expected = bruteSignFlip(x);
        for (const convention of ["doubled", "absolute"] as const) {
          const p = {
            doubled: Math.min(1, 2 * Math.min(expected.greater, expected.less)),
            absolute: expected.absolute,
          };
          expect(signFlipTest(x, { convention }).p).toBeCloseTo(p[convention], 12);
        }
        expect(signFlipTest(x, { alternative: "greater" }).p).toBeCloseTo(expected.greater, 12);
        expect(signFlipTest(x, { alternative: "less" }).p).toBeCloseTo(expected.less, 12);
      }
    },
  );

  test("table and halves agree for 24 values", () => {
    const x = Float64Array.from({ length: 24 }, () => rng.integer(201) - 80);
    const [table, halves] = [tailsByTable(x)!, tailsByHalves(x)];
    expect(table.greater).toBeCloseTo(halves.greater, 12);
    expect(table.less).toBeCloseTo(halves.less, 12);
    expect(table.absolute).toBeCloseTo(halves.absolute, 12);
  });

  test("is exact for 40 four-digit values, and for 20 real ones", () => {
    const fine = Array.from({ length: 40 }, () => Math.round(rng.normal() * 1e4 + 2000) / 1e4);
    expect(signFlipTest(fine)).toMatchObject({ exact: true, n: 40 });
    expect(signFlipTest(real(20)).exact).toBe(true);
  });

  test("beyond, draws: p is (b+1)/(B+1), near the exact one, never 0, and has its own error", () => {
    const x = real(30);
    const exact = signFlipTest(x).p!;
    const drawn = signFlipTest(x, { rng: rngStream(1), method: "monte-carlo" });
    expect(Math.abs(drawn.p! - exact)).toBeLessThan(5 * drawn.monteCarloError! + 1e-4);
    const extreme = signFlipTest(
      new Array(60).fill(1).map((_, i) => 1 + Math.SQRT2 * i),
      { rng: rngStream(1) },
    );
    expect(extreme.p).toBeCloseTo(2 / 100_001, 12);
    expect(signFlipTest(new Array(60).fill(1).map((_, i) => 1 + Math.SQRT2 * i)).reason).toBe("not-identified");
  });

  test("all zeros flip to themselves: p is 1", () => {
    expect(signFlipTest([0, 0, 0])).toMatchObject({ p: 1, zeros: 3, exact: true });
    expect(signFlipTest([])).toMatchObject({ p: null, reason: "too-few" });
  });

  test("scaling all values leaves p alone", () => {
    const x = real(9);
    for (const factor of [1e-9, 7, 1e12]) {
      expect(signFlipTest(x.map((value) => value * factor)).p).toBeCloseTo(signFlipTest(x).p!, 12);
    }
  });
});

describe("the two-sample permutation test", () => {
  test.each(pairsOfSizes)("equals brute force for %s against %s", (n, m) => {
    for (const make of [whole, real]) {
      const [a, b] = [make(n), make(m)];
      const expected = bruteTwoSample(a, b);
      expect(permutationTest(a, b, { alternative: "greater" }).p).toBeCloseTo(expected.greater, 12);
      expect(permutationTest(a, b, { alternative: "less" }).p).toBeCloseTo(expected.less, 12);
      expect(permutationTest(a, b, { convention: "absolute" }).p).toBeCloseTo(expected.absolute, 12);
    }
  });

  test("table and list agree", () => {
    const pool = Float64Array.from({ length: 20 }, () => rng.integer(50));
    const observed = pool.slice(0, 8).reduce((a, b) => a + b, 0);
    const [table, list] = [subsetSumTable(pool, 8, observed)!, subsetSumList(pool, 8, observed)!];
    for (const side of ["greater", "less", "absolute"] as const) expect(table[side]).toBeCloseTo(list[side], 12);
  });

  test("is exact for 20 against 20 four-digit values", () => {
    const draw = () => Array.from({ length: 20 }, () => Math.round(rng.float() * 1e4) / 1e4);
    expect(permutationTest(draw(), draw())).toMatchObject({ exact: true, n: 40 });
  });

  test("draws keep the group sizes: 3 against 20 comes close to the exact p", () => {
    const [a, b] = [real(3).map((v) => v + 1), real(20)];
    const exact = permutationTest(a, b).p!;
    const drawn = permutationTest(a, b, { method: "monte-carlo", rng: rngStream(2), resamples: 50_000 });
    expect(Math.abs(drawn.p! - exact)).toBeLessThan(5 * drawn.monteCarloError! + 1e-4);
    expect(permutationTest([], b).reason).toBe("too-few");
  });
});

test("a table too long to fill gives way to draws", () => {
  const rng = rngStream(1, "long table");
  const x = Array.from({ length: 2000 }, () => Math.round(1200 * rng.normal()) + 0.5);
  const started = performance.now();
  expect(signFlipTest(x)).toMatchObject({ p: null, exact: false, reason: "not-identified" });
  expect(signFlipTest(x, { rng, resamples: 999 }).method).toBe("sign-flip monte-carlo");
  expect(performance.now() - started).toBeLessThan(2000);
});
