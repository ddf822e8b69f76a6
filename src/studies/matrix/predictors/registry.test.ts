import { describe, expect, test } from "vitest";
import { UnknownPredictorError } from "../../../errors/predictor-errors.ts";
import { meanPredictor } from "./mean.ts";
import { keepsThePredictorPromises } from "./predictor.conformance.ts";
import { findPredictor, predictorIds } from "./registry.ts";

const parametric = [
  "fax:r3",
  "svd-logit:3",
  "ridge:1",
  "soft-impute:1",
  "ensemble:fax:r3,svd-logit",
  "stack:fax:r3,gp",
];
const needMembers = new Set(["ensemble", "stack"]);

for (const id of [...predictorIds.filter((name) => !needMembers.has(name)), ...parametric]) {
  keepsThePredictorPromises(findPredictor(id));
}

describe("ids", () => {
  test.each([...predictorIds.filter((name) => !needMembers.has(name)), ...parametric])(
    "%s names one predictor, whose own id finds it again",
    (id) => {
      const { id: own } = findPredictor(id);
      expect(findPredictor(own).id).toBe(own);
    },
  );

  test.each([
    ["fax", "fax:2-6"],
    ["fax:3", "fax:r3"],
    ["ridge:10", "ridge"],
    ["svd-logit:2", "svd-logit"],
    ["ensemble:fax:2-6, gp", "ensemble:fax:2-6,gp"],
  ])("%s is %s", (id, own) => {
    expect(findPredictor(id).id).toBe(own);
  });

  test.each([
    ["bias_als", /Did you mean "bias-als"/],
    ["no such method", /Predictors: assay, /],
    ["fax:6-2", /like "fax:2-6"/],
    ["mean:2", /like "mean"/],
    ["ridge:-1", /like "ridge:1"/],
    ["ensemble:fax", /like "ensemble:/],
    ["ensemble:fax,kn", /Did you mean "knn"/],
    ["constructor", /Predictors: /],
  ])("%s is refused with what to write instead", (id, hint) => {
    const refusal = () => findPredictor(id);
    expect(refusal).toThrow(UnknownPredictorError);
    expect(refusal).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
  });

  test("can be added to by a caller, and taken by ensembles", () => {
    const families = { mine: { example: "mine", make: () => ({ ...meanPredictor, id: "mine" }) } };
    expect(findPredictor("mine", { families }).id).toBe("mine");
    expect(findPredictor("ensemble:mine,fax", { families }).id).toBe("ensemble:mine,fax:2-6");
  });
});
