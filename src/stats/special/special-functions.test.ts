import { describe, expect, test } from "vitest";
import { incompleteBeta, incompleteBetaComplement, inverseIncompleteBeta } from "./incomplete-beta.ts";
import { logGamma } from "./log-gamma.ts";
import { normalCdf, normalLogCdf, normalSurvival } from "./normal-distribution.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { studentTCdf, studentTQuantile, studentTSurvival, studentTSurvivalQuantile } from "./student-t.ts";

/** Right-hand values: 40 to 50 digits of multiple-precision arithmetic, rounded to doubles. */
const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

describe("logGamma", () => {
  test.each([
    [1e-10, 23.025850929882736],
    [0.001, 6.907178885383854],
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [0.9, 0.06637623973474295],
    [1.0001, -5.771334222047127e-5],
    [1.5, -0.12078223763524522],
    [1.9, -0.03898427592308336],
    [3.7, 1.428072326665388],
    [7.9, 8.324265868008808],
    [8.1, 8.72738826343204],
    [171.5, 709.1431630309282],
    [1000, 5905.220423209181],
    [1e15, 3.3538776394910668e16],
  ])("is right at %s", (x, expected) => {
    expect(relative(logGamma(x), expected)).toBeLessThan(1e-14);
  });

  test.each([0, -1, Number.NaN, Infinity])("refuses %s", (x) => {
    expect(() => logGamma(x)).toThrow("x is");
  });
});

describe("the normal distribution", () => {
  test.each([
    [-37, 5.725571222524577e-300, -689.0305855768906],
    [-20, 2.7536241186062337e-89, -203.91715537109727],
    [-10, 7.619853024160525e-24, -53.23128515051247],
    [-5.7, 5.990371401063528e-9, -18.933112423224745],
    [-4.2, 1.3345749015906327e-5, -11.224312649601075],
    [-1.96, 0.024997895148220435, -3.6889636517296385],
    [-0.66, 0.25462691467133614, -1.3679558848901994],
    [0.3, 0.6179114221889527, -0.4814101615884812],
    [2.5, 0.993790334674224, -0.006229025485860002],
    [6, 0.9999999990134123, -9.865876455243758e-10],
  ])("has the right cdf and log cdf at %s", (z, cdf, logCdf) => {
    expect(relative(normalCdf(z), cdf)).toBeLessThan(1e-14);
    expect(relative(normalLogCdf(z), logCdf)).toBeLessThan(1e-14);
    expect(normalSurvival(-z)).toBe(normalCdf(z));
  });

  test("has a log cdf beyond the range of doubles", () => {
    expect(relative(normalLogCdf(-100), -5005.524208694205)).toBeLessThan(1e-14);
  });

  test.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [0.02, -2.053748910631823],
    [0.0749, -1.4402382675279637],
    [0.3, -0.5244005127080407],
    [0.4999, -0.00025066283008800747],
    [0.8, 0.8416212335729142],
    [0.9999, 3.7190164854557084],
  ])("has the right quantile at %s", (p, z) => {
    expect(relative(normalQuantile(p), z)).toBeLessThan(1e-15);
  });

  test("has open ends, and refuses what is no probability", () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect(() => normalQuantile(1.2)).toThrow("p is a probability");
  });
});

describe("the incomplete beta function", () => {
  test.each([
    [0.3, 0.5, 0.5, 0.36901011956554536, 0.6309898804344546],
    [0.001, 3.5, 200, 0.00026942680846501034, 0.999730573191535],
    [0.4, 2000, 3000, 0.5007677879455908, 0.4992322120544092],
    [0.45, 2000, 3000, 0.9999999999995283, 4.717231141781886e-13],
    [0.02, 0.01, 5, 0.9810437365505082, 0.0189562634494917],
    [0.999, 5, 0.2, 0.628890079026613, 0.371109920973387],
  ])("has both tails right at x = %s, a = %s, b = %s", (x, a, b, lower, upper) => {
    expect(relative(incompleteBeta(x, a, b), lower)).toBeLessThan(1e-13);
    expect(relative(incompleteBetaComplement(x, a, b), upper)).toBeLessThan(1e-13);
  });

  test("inverts to numbers as small as 6.46e-54 (§4), and back everywhere", () => {
    expect(relative(inverseIncompleteBeta(0.3, 0.01, 5)!, 6.462784897213003e-54)).toBeLessThan(1e-12);
    for (const a of [0.02, 0.5, 1, 7.5, 300]) {
      for (const b of [0.3, 1, 4, 900]) {
        for (const p of [1e-12, 0.01, 0.3, 0.5, 0.9]) {
          const x = inverseIncompleteBeta(p, a, b)!;
          if (x > 1e-300 && x < 0.99) expect(relative(incompleteBeta(x, a, b), p)).toBeLessThan(2e-12);
        }
      }
    }
  });
});

describe("Student's t", () => {
  test.each([
    [2.1, 1, 0.14146302812150896],
    [7.5, 14, 1.439430034966112e-6],
    [40, 28.4, 8.018790896757021e-27],
    [0.01, 5, 0.49620400902129097],
    [3, 1e5, 0.0013502304420323595],
    [6, 1000, 1.3776845866887345e-9],
  ])("has the right survival at %s with df %s", (t, df, survival) => {
    expect(relative(studentTSurvival(t, df), survival)).toBeLessThan(1e-12);
    expect(studentTCdf(-t, df)).toBe(studentTSurvival(t, df));
  });

  test.each([
    [0.975, 14, 2.1447866879178035],
    [0.9, 2.7, 1.688108175146643],
    [0.975, 2.7, 3.3921483831737507],
    [0.6, 5, 0.26718086570414507],
    [0.999, 100, 3.1737394937387826],
    [0.975, 10000, 1.960201239890626],
    [0.5, 3, 0],
  ])("has the right quantile at %s with df %s", (p, df, t) => {
    expect(Math.abs(studentTQuantile(p, df) - t)).toBeLessThan(1e-12 * Math.max(1, t));
    expect(studentTQuantile(1 - p, df)).toBeCloseTo(-t, 9);
  });

  test("with one degree of freedom has the quantile cot(πq) of Cauchy's law, far out too", () => {
    for (const q of [0.3, 0.0005, 1e-9, 1e-100]) {
      expect(relative(studentTSurvivalQuantile(q, 1), 1 / Math.tan(Math.PI * q))).toBeLessThan(1e-12);
    }
  });
});
