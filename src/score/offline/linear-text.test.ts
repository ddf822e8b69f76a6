import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { composeAnswer } from "../../providers/simulated/compose-answer.ts";
import { drawFrom } from "../../providers/simulated/draw.ts";
import { rngStream } from "../../stats/index.ts";
import { applyScorer } from "../scorer.ts";
import { linearTextFile, readLinearText } from "./linear-text-model.ts";
import { linearTextScorer } from "./linear-text-scorer.ts";
import { sparseDot, textFeatures } from "./text-features.ts";
import { type LabelledText, trainLinearText } from "./train-linear-text.ts";

const disputes = [
  { high: "the landlord", low: "the tenant" },
  { high: "the owner of the dog", low: "the neighbour" },
  { high: "the employer", low: "the cook" },
];
const rng = rngStream(5, "texts");

/** An answer with a known stance, and what people would say of it. */
function answer(i: number, group = `t${i}`) {
  const parties = disputes[i % disputes.length]!;
  const stance = Math.max(-1, Math.min(1, rng.normal() * 0.5));
  const text = composeAnswer(stance, parties, 60, drawFrom("text", String(i)));
  const features = textFeatures(text, parties);
  const label: LabelledText = {
    ...{ features, score: Math.max(-1, Math.min(1, stance + rng.normal() * 0.1)), group },
    hash: hash("sha256", text, "hex"),
  };
  return { text, parties, stance, label };
}

const answers = Array.from({ length: 240 }, (_, i) => answer(i, `t${Math.floor(i / 3)}`));
const trained = trainLinearText(
  answers.slice(0, 180).map(({ label }) => label),
  { seed: 1, folds: 6 },
);
const model = readLinearText(linearTextFile(trained), "scorer.json");
const scorer = linearTextScorer("offline", model);
const scoreOf = ({ text, parties }: (typeof answers)[number]) =>
  applyScorer("offline", scorer, { input: null, output: text, metadata: { parties } });

describe("features", () => {
  test("have length 1, do not hang on case, space or which parties they are", () => {
    const plain = textFeatures("The landlord may raise it.", disputes[0]!);
    expect(sparseDot(plain, plain)).toBeCloseTo(1, 12);
    expect(textFeatures("the  LANDLORD may raise it.", disputes[0]!)).toEqual(plain);
    expect(textFeatures("The employer may raise it.", disputes[2]!)).toEqual(plain);
    expect(sparseDot(plain, textFeatures("The tenant may raise it.", disputes[0]!))).toBeLessThan(0.9);
  });

  test("of an empty text are none", () => {
    expect(textFeatures("", null).places).toHaveLength(0);
  });
});

describe("a trained scorer", () => {
  test("reads answers of triplets it has not seen, and its stated quality is what it has there", async () => {
    const unseen = answers.slice(180);
    const errors = await Promise.all(
      unseen.map(async (one) => Math.abs((await scoreOf(one)).score! - one.label.score)),
    );
    const error = errors.reduce((sum, value) => sum + value, 0) / errors.length;
    const { quality } = model;
    expect(quality.alpha.value!).toBeGreaterThan(0.6);
    expect(quality.alpha.low!).toBeLessThan(quality.alpha.value!);
    expect(error).toBeLessThan(0.7 * quality.baselineError);
    expect(Math.abs(error - quality.meanAbsoluteError)).toBeLessThan(0.06);
  });

  test("says nothing of an answer it learned from", async () => {
    expect(await scoreOf(answers[0]!)).toMatchObject({ score: null, reason: "the scorer was trained on this answer" });
  });

  test("knows nothing where labels are noise, and says so", () => {
    const noise = answers.slice(0, 120).map(({ label }) => ({ ...label, score: rng.float() * 2 - 1 }));
    const { quality } = trainLinearText(noise, { seed: 1, folds: 6 });
    expect(quality.alpha.value!).toBeLessThan(0.2);
    expect(quality.meanAbsoluteError).toBeGreaterThan(0.9 * quality.baselineError);
  });

  test("is the same from the same labels and seed, whatever a group is called", () => {
    const labels = answers.slice(0, 60).map(({ label }) => label);
    const file = linearTextFile(trainLinearText(labels, { seed: 3, folds: 5 }));
    expect(linearTextFile(trainLinearText(labels, { seed: 3, folds: 5 }))).toBe(file);
  });

  test("that was changed since it was saved is refused, and so are too few triplets", () => {
    const file = linearTextFile(trained);
    expect(() => readLinearText(file.replace('"intercept":', '"intercept":1'), "scorer.json")).toThrow();
    expect(() => readLinearText(file.replace(/"lambda":[\d.]+/, '"lambda":7'), "scorer.json")).toThrow(
      "its hash does not fit",
    );
    const few = answers.slice(0, 9).map(({ label }) => label);
    expect(() => trainLinearText(few, { seed: 1, folds: 5 })).toThrow("10 triplets at least");
  });
});
