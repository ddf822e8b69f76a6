import { describe, expect, test } from "vitest";
import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { binomialCdf, binomialPmf, binomialSurvival } from "./binomial.ts";
import { bivariateNormalCdf } from "./bivariate-normal.ts";
import { chiSquareCdf, chiSquareQuantile, chiSquareSurvival } from "./chi-square.ts";
import {
  hypergeometricPmf,
  negativeBinomialCdf,
  negativeBinomialPmf,
  poissonCdf,
  poissonPmf,
  poissonSurvival,
} from "./discrete-distributions.ts";
import { fCdf, fQuantile, fSurvival } from "./f-distribution.ts";
import { incompleteGamma, incompleteGammaComplement, inverseIncompleteGamma } from "./incomplete-gamma.ts";
import { integrate } from "./integrate.ts";
import { kolmogorovSurvival } from "./kolmogorov.ts";
import { noncentralTCdf, noncentralTQuantile, noncentralTShift, noncentralTSurvival } from "./noncentral-t.ts";
import { normalCdf, normalDensity, normalLogCdf, normalLogSurvival, normalSurvival } from "./normal-distribution.ts";
import { studentTCdf, studentTDensity, studentTSurvival } from "./student-t.ts";
import { studentisedRangeCdf, studentisedRangeQuantile } from "./studentised-range.ts";

/** Right-hand values: multiple-precision arithmetic with 40 digits. */
const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

describe("the incomplete gamma function", () => {
  test.each([
    [0.5, 0.3, 0.561421973919, 0.438578026081],
    [3, 10, 0.9972306042844884, 0.002769395715511576],
    [100, 80, 0.017108313035133115, 0.982891686964867],
    [100, 150, 0.9999940754596645, 5.924540335483916e-6],
    [5000, 4900, 0.07794495622651391, 0.9220550437734861],
    [0.001, 1e-5, 0.9891230446957827, 0.01087695530421733],
    [14.2, 22, 0.9688805935616825, 0.031119406438317496],
  ])("has both tails right at a = %s, x = %s", (a, x, lower, upper) => {
    expect(relative(incompleteGamma(a, x), lower)).toBeLessThan(1e-13 + (a === 0.5 ? 1e-12 : 0));
    expect(relative(incompleteGammaComplement(a, x), upper)).toBeLessThan(a === 0.001 || a === 0.5 ? 2e-12 : 1e-13);
  });

  test("inverts", () => {
    for (const a of [0.05, 0.5, 1, 14.2, 5000]) {
      for (const p of [1e-10, 0.01, 0.3, 0.5, 0.99]) {
        const x = inverseIncompleteGamma(p, a)!;
        if (x > 1e-300) expect(relative(incompleteGamma(a, x), p)).toBeLessThan(2e-12);
      }
    }
    expect(inverseIncompleteGamma(1, 2)).toBe(Infinity);
  });
});

test("chi-square and F quantiles undo their cdf", () => {
  for (const p of [1e-8, 0.025, 0.5, 0.975]) {
    expect(relative(chiSquareCdf(chiSquareQuantile(p, 28.4)!, 28.4), p)).toBeLessThan(1e-11);
    expect(relative(fCdf(fQuantile(p, 2.5, 42)!, 2.5, 42), p)).toBeLessThan(1e-11);
  }
  expect(relative(chiSquareSurvival(3, 1) + chiSquareCdf(3, 1), 1)).toBeLessThan(1e-15);
  expect(relative(fSurvival(12, 2, 42), (1 + 24 / 42) ** -21)).toBeLessThan(1e-12);
});

describe("noncentral t", () => {
  test.each([
    [2, 10, 1, 0.8076115625303752, 0.19238843746962475],
    [-2, 10, 1, 0.0033024857666315867, 0.9966975142333684],
    [5, 5, 3, 0.8297254143487998, 0.17027458565120027],
    [30, 50, 35, 0.05377468598897578, 0.9462253140110243],
    [40, 50, 30, 0.993153786732065, 0.006846213267934944],
    [0.5, 3, -2, 0.9921996989235637, 0.00780030107643631],
    [2.1448, 14, 30, 2.701476640404187e-139, 1],
    [60, 20, 37, 0.9938456524241096, 0.006154347575890418],
    [-3, 28, 2.5, 1.5883811315263716e-7, 0.9999998411618869],
    [2, 2.5, 0.3, 0.8786876889325788, 0.12131231106742128],
  ])("has both tails right at t = %s, df = %s, δ = %s", (t, df, delta, lower, upper) => {
    expect(relative(noncentralTCdf(t, df, delta), lower)).toBeLessThan(1e-11);
    expect(relative(noncentralTSurvival(t, df, delta), upper)).toBeLessThan(1e-11);
  });

  test("is Student's t at δ = 0, and continuous there", () => {
    expect(noncentralTCdf(1.3, 7, 0)).toBe(studentTCdf(1.3, 7));
    expect(relative(noncentralTCdf(1.3, 7, 1e-13), studentTCdf(1.3, 7))).toBeLessThan(1e-12);
  });

  test("quantile and shift undo the cdf", () => {
    for (const [p, df, delta] of [
      [0.5, 28, 2.5],
      [0.01, 4, -3],
      [0.999, 60, 20],
    ] as const) {
      const t = noncentralTQuantile(p, df, delta)!;
      expect(relative(noncentralTCdf(t, df, delta), p)).toBeLessThan(1e-9);
      expect(noncentralTShift(t, df, p)).toBeCloseTo(delta, 8);
    }
  });
});

test.each([
  [0, 0, 0.5, 1 / 3],
  [1, -1, 0.3, 0.14833820905742245],
  [-2, -1.5, -0.9, 5.512252949759173e-17],
  [0.5, 0.2, 0.999, 0.5792597094390793],
  [-3, -3, 0.7, 0.0002299736735588379],
  [1.2, 0.7, -0.4, 0.6509990054808483],
  [1, 2, 1, 0.8413447460685429],
  [1, -2, -1, 0],
])("the bivariate normal at %s, %s with correlation %s", (h, k, correlation, expected) => {
  expect(Math.abs(bivariateNormalCdf(h, k, correlation) - expected)).toBeLessThan(1e-12);
});

test("the studentised range of two groups is |t|·√2, and tables of Tukey's test hold", () => {
  for (const df of [3, 14, 200]) {
    const q = studentisedRangeQuantile(0.95, 2, df)!;
    expect(2 * studentTCdf(q / Math.SQRT2, df) - 1).toBeCloseTo(0.95, 9);
  }
  expect(studentisedRangeQuantile(0.95, 3, 20)).toBeCloseTo(3.578, 3);
  expect(studentisedRangeQuantile(0.95, 5, Infinity)).toBeCloseTo(3.858, 3);
  expect(studentisedRangeCdf(-1, 3, 20)).toBe(0);
});

test.each([
  [0.2, 0.999999999999495],
  [0.5, 0.9639452436648751],
  [0.8, 0.5441424115741981],
  [1, 0.2699996716773545],
  [1.36, 0.04948587675537788],
  [2, 0.0006709252557796953],
  [3, 3.045995948942526e-8],
])("Kolmogorov's survival at %s", (x, expected) => {
  expect(Math.abs(kolmogorovSurvival(x) - expected)).toBeLessThan(1e-12);
});

describe("discrete distributions", () => {
  test.each([
    ["binomial", binomialPmf(30, 100, 0.2), 0.005189643239948655],
    ["large binomial", binomialPmf(5100, 10000, 0.5), 0.0010798643294333556],
    ["Poisson", poissonPmf(320, 300), 0.01161234861040305],
    ["rare Poisson", poissonPmf(3, 1e-5), 1.666650000083333e-16],
    ["negative binomial", negativeBinomialPmf(7, 2.5, 0.3), 0.07228291902393502],
    ["large negative binomial", negativeBinomialPmf(400, 50, 0.1), 0.004922244410615496],
    ["hypergeometric", hypergeometricPmf(45, 78, 42, 60), 0.0111343472306472],
    ["rare hypergeometric", hypergeometricPmf(3, 10, 1000, 20), 0.000709003117994003],
    ["large hypergeometric", hypergeometricPmf(2000, 5000, 7000, 5000), 0.00011139297411166233],
  ])("have the right probability: %s", (_, actual, expected) => {
    expect(relative(actual, expected)).toBeLessThan(1e-13);
  });

  test("have cdfs that sum their probabilities", () => {
    let [binomial, poisson, negative] = [0, 0, 0];
    for (let k = 0; k <= 12; k++) {
      binomial += binomialPmf(k, 30, 0.4);
      poisson += poissonPmf(k, 9.5);
      negative += negativeBinomialPmf(k, 3.3, 0.25);
      expect(relative(binomialCdf(k, 30, 0.4), binomial)).toBeLessThan(1e-12);
      expect(relative(poissonCdf(k, 9.5), poisson)).toBeLessThan(1e-12);
      expect(relative(negativeBinomialCdf(k, 3.3, 0.25), negative)).toBeLessThan(1e-12);
    }
    expect(binomialSurvival(12, 30, 0.4) + binomialCdf(12, 30, 0.4)).toBeCloseTo(1, 14);
    expect(poissonSurvival(12, 9.5) + poissonCdf(12, 9.5)).toBeCloseTo(1, 14);
    expect([binomialPmf(-1, 3, 0.5), binomialPmf(0, 0, 1), hypergeometricPmf(5, 2, 2, 3)]).toEqual([0, 1, 0]);
  });
});

test("integration halves where a function is sharp", () => {
  expect(integrate((x) => 1 / (1 + 1e6 * x * x), -1, 1, 1e-13)).toBeCloseTo((2 * Math.atan(1000)) / 1000, 12);
});

describe("noncentral t far out", () => {
  test.each([
    [100, 15, 100, 0.4515249524869067],
    [2500, 3, 2600, 0.35539972923831864],
    [900, 0.5, 200, 0.6331519040866833],
    [60, 40, 75, 0.013685211057286014],
    [-100, 15, -100, 1 - 0.4515249524869067],
  ])("P(T ≤ %f; %f df, δ = %f) agrees with SciPy's integration", (t, df, delta, expected) => {
    expect(Math.abs(noncentralTCdf(t, df, delta) - expected)).toBeLessThan(1e-11);
    expect(noncentralTCdf(t, df, delta) + noncentralTSurvival(t, df, delta)).toBeCloseTo(1, 12);
  });

  test("its two forms meet where one takes over from the other", () => {
    for (const df of [1, 4, 15]) {
      const step = noncentralTCdf(400, df, 400.001) - noncentralTCdf(400, df, 400);
      expect(Math.abs(step)).toBeLessThan(1e-5);
      expect(Math.abs(noncentralTCdf(60, df, 37.001) - noncentralTCdf(60, df, 37))).toBeLessThan(1e-4);
    }
  });
});

describe("at their ends", () => {
  test("distributions are 0 or 1", () => {
    const zeros = [
      normalCdf(-Infinity),
      normalSurvival(Infinity),
      studentTSurvival(Infinity, 3),
      chiSquareSurvival(Infinity, 3),
      fSurvival(Infinity, 3, 4),
      poissonSurvival(Infinity, 2),
      kolmogorovSurvival(Infinity),
      1 - negativeBinomialCdf(Infinity, 2, 0.5),
      1 - studentisedRangeCdf(Infinity, 3, 10),
    ];
    expect(zeros).toEqual(zeros.map(() => 0));
    expect(normalLogSurvival(Infinity)).toBe(-Infinity);
  });

  test.each<readonly [string, (x: number) => number]>([
    ["normalCdf", normalCdf],
    ["normalLogCdf", normalLogCdf],
    ["normalDensity", normalDensity],
    ["studentTCdf", (x) => studentTCdf(x, 3)],
    ["studentTDensity", (x) => studentTDensity(x, 3)],
    ["chiSquareCdf", (x) => chiSquareCdf(x, 3)],
    ["fCdf", (x) => fCdf(x, 3, 4)],
    ["binomialPmf", (x) => binomialPmf(x, 3, 0.5)],
    ["poissonCdf", (x) => poissonCdf(x, 3)],
    ["negativeBinomialPmf", (x) => negativeBinomialPmf(x, 3, 0.5)],
    ["hypergeometricPmf", (x) => hypergeometricPmf(x, 3, 4, 5)],
    ["studentisedRangeCdf", (x) => studentisedRangeCdf(x, 3, 10)],
    ["kolmogorovSurvival", kolmogorovSurvival],
  ])("%s refuses NaN", (_, law) => {
    expect(() => law(Number.NaN)).toThrow(InvalidOptionError);
  });
});
