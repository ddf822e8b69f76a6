import { describe, expect, test } from "vitest";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { maskView } from "../masked-view.ts";
import type { Predictor } from "../predictor.ts";
import { smallTable } from "../testing/small-table.ts";
import { workingSpace } from "../working-space/working-space.ts";
import { ensemble } from "./ensemble.ts";
import { estimateInSpace, estimateScores } from "./estimate-cells.ts";
import { fax } from "./fax/fax.ts";
import { stack } from "./stack.ts";

const table = smallTable({ models: 24, benchmarks: 8 });
const hidden = table.cells.filter((_, k) => k % 5 === 0);
const view = maskView(table, hidden);
const space = workingSpace(view);
const rng = rngStream(1);
const cell = { model: 2, benchmark: 3 };

describe("a mean of predictors", () => {
  test("is taken in working space, its spread that of the mixture", () => {
    const [found] = ensemble([saying(-1, 0.5), saying(2, 1)])
      .fit(view, { rng })
      .predict([cell]);
    expect(found!.working).toBeCloseTo(0.5, 12);
    expect(found!.value).toBeCloseTo(space.toScore(3, 0.5), 10);
    expect(found!.sd).toBeCloseTo(Math.sqrt((0.25 + 1) / 2 + 1.5 ** 2), 10);
  });

  test("places scores of members that work elsewhere, and then has no spread", () => {
    const [found] = ensemble([saying(1, 0.5), scoring(50)])
      .fit(view, { rng })
      .predict([cell]);
    expect(found!.working).toBeCloseTo((1 + space.toWorking(3, 50)) / 2, 12);
    expect(found!.sd).toBeNull();
  });

  test("leaves out members that are null, and is null with the first reason when all are", () => {
    const nothing = scoring(null);
    const [heard] = ensemble([nothing, saying(2, 1)])
      .fit(view, { rng })
      .predict([cell]);
    expect([heard!.working, heard!.sd]).toEqual([2, 1]);
    const [none] = ensemble([nothing, nothing]).fit(view, { rng }).predict([cell]);
    expect([none!.value, none!.reason]).toEqual([null, "too_few_shared"]);
  });

  test("says when a member did not converge", () => {
    const slow: Predictor = { ...saying(0, 1), fit: (...args) => ({ ...saying(0, 1).fit(...args), converged: false }) };
    expect(ensemble([slow, saying(1, 1)]).fit(view, { rng }).converged).toBe(false);
  });
});

describe("a stack", () => {
  test("leaves a member that only misleads unheard", () => {
    const sense = fax([1]);
    const [stacked] = stack([sense, misleading()]).fit(view, { rng }).predict([cell]);
    const [alone] = sense.fit(view, { rng }).predict([cell]);
    expect(stacked!.value).toBeCloseTo(alone!.value!, 6);
  });

  test("hears members that say the same alike", () => {
    const [found] = stack([fax([1]), { ...fax([1]), id: "twin" }])
      .fit(view, { rng })
      .predict([cell]);
    expect(found!.value).toBeCloseTo(fax([1]).fit(view, { rng }).predict([cell])[0]!.value!, 10);
  });
});

/** The same place in working space for every cell. */
function saying(mean: number, sd: number): Predictor {
  return {
    ...fax([1]),
    id: `saying ${mean}`,
    fit: (seen) => ({
      predict: (cells) => estimateInSpace(seen, workingSpace(seen), cells, () => ({ mean, variance: sd ** 2 })),
    }),
  };
}

function scoring(score: number | null): Predictor {
  return {
    ...fax([1]),
    id: `scoring ${score}`,
    fit: (seen) => ({ predict: (cells) => estimateScores(seen, cells, () => score ?? "too_few_shared") }),
  };
}

/** The factor analysis turned round: high where it says low. */
function misleading(): Predictor {
  return {
    ...fax([1]),
    id: "misleading",
    fit(seen, options) {
      const honest = fax([1]).fit(seen, options);
      const place = (model: number, benchmark: number) => honest.predict([{ model, benchmark }])[0]!.working!;
      return {
        predict: (cells) =>
          estimateInSpace(seen, workingSpace(seen), cells, (i, j) => ({ mean: -place(i, j), variance: 1 })),
      };
    },
  };
}
