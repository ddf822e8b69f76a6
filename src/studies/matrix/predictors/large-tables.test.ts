import { expect, test } from "vitest";
import { TooManyCellsError } from "../../../errors/predictor-errors.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { maskView } from "../masked-view.ts";
import { smallTable } from "../testing/small-table.ts";
import { findPredictor } from "./registry.ts";

const rng = rngStream(1);
const view = maskView(smallTable({ models: 130, benchmarks: 60 }));
const cells = [{ model: 3, benchmark: 4 }];

test("assay is the factor analysis alone on a table too large for the process", () => {
  const [found] = findPredictor("assay").fit(view, { rng }).predict(cells);
  expect(found).toEqual(findPredictor("fax:2-6").fit(view, { rng }).predict(cells)[0]);
  expect(findPredictor("assay").share!(view, { rng }).fit(view, { rng }).predict(cells)[0]).toEqual(found);
});

test("the process refuses what it cannot hold, and names what to use", () => {
  expect(() => findPredictor("gp").fit(view, { rng })).toThrow(TooManyCellsError);
  expect(() => findPredictor("gp").fit(view, { rng })).toThrow(/up to 6000 visible cells, and there are 6\d{3}/);
});
