import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { maskView } from "../../masked-view.ts";
import { matrixReference, referenceTable } from "../../testing/reference-table.ts";
import { fitFaxModel } from "../fax/fax-posterior.ts";
import { visibleCells } from "./cell-list.ts";
import { defaultHyperparameters, type GpHyperparameters, gpKernel } from "./gp-kernel.ts";
import { refitHyperparameters } from "./refit-hyperparameters.ts";

const file = matrixReference("canonical_reference_predictions.csv");

describe.skipIf(file === null)("the public table with every held-out cell hidden", () => {
  test("is where the default hyperparameters were learnt: refitting stays there, up to their rounding", () => {
    const table = referenceTable();
    const at = (list: readonly { readonly id: string }[], id: string) => list.findIndex((entry) => entry.id === id);
    const [, ...lines] = readFileSync(file!, "utf8").trim().split(/\r?\n/);
    const hidden = lines.map((line) => {
      const [model, benchmark] = line.split(",");
      return { model: at(table.models, model!), benchmark: at(table.benchmarks, benchmark!) };
    });
    const view = maskView(table, hidden);
    const { fits, space } = fitFaxModel(view, { ranks: [3], rounds: 40, covariates: false });
    const { hyper, converged } = refitHyperparameters(
      (values) => gpKernel(view.models, view.benchmarks, fits[0]!, values),
      visibleCells(view),
      space.rows.value,
    );
    expect(converged).toBe(true);
    for (const [name, value] of Object.entries(hyper)) {
      expect(Math.abs(Math.log(value / defaultHyperparameters[name as keyof GpHyperparameters]))).toBeLessThan(0.02);
    }
  });
});
