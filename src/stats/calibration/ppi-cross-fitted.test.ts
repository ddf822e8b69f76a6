import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { crossFitFolds, ppiMeanCrossFitted } from "./ppi-cross-fitted.ts";
import { ppiMean } from "./ppi-mean.ts";

const labels = [1, 0, 1, 1, 0, 1];
const predictions = [0.9, 0.2, 0.7, 0.8, 0.4, 0.6];
const others = [0.5, 0.6, 0.1, 0.9];

/** Predicts every point by the nearest labelled one: it knows the labels it was tuned on by heart. */
function nearest(x: readonly number[], y: readonly number[], at: number): number {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (Math.abs(x[i]! - at) < Math.abs(x[best]! - at)) best = i;
  return y[best]!;
}

describe("PPI++ with cross-fitting", () => {
  test("is plain PPI++ where every fold has the same model", () => {
    const folds = [0, 1, 0, 1, 1, 0];
    const { method, ...crossed } = ppiMeanCrossFitted({ labels, folds, predictions, unlabelled: [others, others] });
    const { method: plain, ...rest } = ppiMean({ labels, predictions, unlabelled: others });
    expect(method).toBe(`${plain} cross-fitted`);
    expect(crossed.value).toBeCloseTo(rest.value!, 14);
    expect(crossed.ci!.low).toBeCloseTo(rest.ci!.low!, 14);
  });

  test("weighs each fold's model by its share of the labels", () => {
    const shifted = others.map((value) => value + 3);
    const sample = { labels, folds: [0, 1, 0, 0, 1, 0], predictions, unlabelled: [others, shifted] };
    const moved = ppiMeanCrossFitted(sample, { lambda: 1 }).value!;
    expect(moved - ppiMean({ labels, predictions, unlabelled: others }, { lambda: 1 }).value!).toBeCloseTo(1, 12);
  });

  test("covers where the machine learnt the labels by heart, and plain PPI++ does not", () => {
    let [crossed, plain] = [0, 0];
    const sets = 300;
    for (let set = 0; set < sets; set++) {
      const rng = rngStream(set, "cross-fitting");
      const draw = (n: number) => {
        const x = Array.from({ length: n }, () => rng.float());
        return { x, y: x.map((at) => Math.sin(6 * at) + rng.normal()) };
      };
      const [own, rest] = [draw(80), draw(1000)];
      const truth = (1 - Math.cos(6)) / 6;
      const folds = crossFitFolds(80, 5, { rng: rng.fork("folds") });
      const models = [0, 1, 2, 3, 4].map((fold) => {
        const seen = own.x.map((_, i) => i).filter((i) => folds[i] !== fold);
        const [x, y] = [seen.map((i) => own.x[i]!), seen.map((i) => own.y[i]!)];
        return (at: number) => nearest(x, y, at);
      });
      const { ci } = ppiMeanCrossFitted({
        labels: own.y,
        folds,
        predictions: own.x.map((at, i) => models[folds[i]!]!(at)),
        unlabelled: models.map((model) => rest.x.map(model)),
      });
      const known = (at: number) => nearest(own.x, own.y, at);
      const wrong = ppiMean({ labels: own.y, predictions: own.x.map(known), unlabelled: rest.x.map(known) }).ci!;
      if (ci!.low! <= truth && truth <= ci!.high!) crossed++;
      if (wrong.low! <= truth && truth <= wrong.high!) plain++;
    }
    expect(crossed / sets).toBeGreaterThanOrEqual(0.92);
    expect(plain / sets).toBeLessThan(0.85);
  });

  test("refuses one fold, a fold without a list, and lists that do not run in step", () => {
    const sample = { labels, folds: [0, 0, 0, 0, 0, 0], predictions, unlabelled: [others] };
    expect(() => ppiMeanCrossFitted(sample)).toThrow("2 folds or more");
    expect(() => ppiMeanCrossFitted({ ...sample, folds: [0, 1, 0, 1, 0, 1] })).toThrow("unlabelled list");
    expect(() => ppiMeanCrossFitted({ ...sample, folds: [0] })).toThrow("in step");
    const uneven = { ...sample, folds: [0, 1, 0, 1, 0, 1], unlabelled: [others, [1]] };
    expect(() => ppiMeanCrossFitted(uneven)).toThrow("in step");
    const none = ppiMeanCrossFitted({ labels: [], folds: [], predictions: [], unlabelled: [[], []] });
    expect(none).toMatchObject({ value: null, ci: null, reason: "too-few" });
  });

  test("folds are as equal as can be and keep clusters whole", () => {
    const folds = crossFitFolds(23, 5, { rng: rngStream(1, "folds") });
    const sizes = [0, 1, 2, 3, 4].map((fold) => folds.filter((own) => own === fold).length);
    expect(sizes).toEqual([5, 5, 5, 4, 4]);
    const clusters = Array.from({ length: 40 }, (_, i) => `c${i % 8}`);
    const whole = crossFitFolds(40, 4, { rng: rngStream(1, "folds"), clusters });
    for (let i = 8; i < 40; i++) expect(whole[i]).toBe(whole[i % 8]);
  });
});
