import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answerHashOf } from "../human-labels.ts";
import { readHashList } from "./hash-list.ts";
import { readLabels } from "./read-labels.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-labels-"));
function file(name: string, lines: readonly (string | object)[]): string {
  writeFileSync(
    join(folder, name),
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  return name;
}

const row = { model_id: "m", triplet_id: "t-1", view: "landlord", repeat: 0, human_mean: 0.33, human_n: 3 };

describe("a calibration export", () => {
  test("is read from JSONL and CSV alike", async () => {
    const jsonl = file("a.jsonl", [{ ...row, inclusion_probability: 0.25 }]);
    const csv = file("a.csv", [
      "model_id,triplet_id,view,repeat,human_mean,human_n,inclusion_probability",
      "m,t-1,landlord,0,0.33,3,0.25",
    ]);
    const expected = {
      ...{ modelId: "m", tripletId: "t-1", view: "landlord", repeat: 0, answerHash: null, contentHash: null },
      ...{ score: 0.33, raters: 3, inclusionProbability: 0.25 },
    };
    expect((await readLabels(folder, jsonl)).labels).toEqual([expected]);
    expect((await readLabels(folder, csv)).labels).toEqual([expected]);
  });

  test("keeps single ratings, knows its answer by hash, and leaves unscored rows out with a note", async () => {
    const name = file("b.jsonl", [
      { ...row, answer: "Pay it.", ratings: { r01: 0, r02: 0.67 } },
      { ...row, view: "tenant", human_mean: null },
    ]);
    const { labels, notes } = await readLabels(folder, name);
    expect(labels).toMatchObject([
      {
        answerHash: answerHashOf("Pay it."),
        ratings: [
          { rater: "r01", score: 0 },
          { rater: "r02", score: 0.67 },
        ],
      },
    ]);
    expect(notes).toEqual(["1 labelled answers have no score by people and are left out"]);
  });

  test.each([
    ["a score outside the scale", [{ ...row, human_mean: 1.4 }], "human_mean", 1, "1.4 is no number from -1 to 1"],
    ["a probability of 0", [{ ...row, inclusion_probability: 0 }], "inclusion_probability", 1, "0 is no number"],
    ["a word for a score", [row, { ...row, view: "x", human_mean: "high" }], "human_mean", 2, '"high" is no number'],
    ["the same answer twice", [row, row], undefined, 2, "labelled on line 1 and again"],
    ["no triplet", [{ ...row, triplet_id: "" }], undefined, 1, "no triplet_id"],
  ])("with %s is refused, naming file and line", async (_, rows, path, line, words) => {
    const name = file("bad.jsonl", rows);
    const error = await readLabels(folder, name).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      message: expect.stringContaining(words),
      place: { file: join(folder, name), line, ...(path === undefined ? {} : { path }) },
    });
  });
});

test("an older export of reviews is joined by answer; machines are left out", async () => {
  const review = { model_id: "m", model_response_text: "Pay it.", reviewer_code: "ann", score: 0.2 };
  const name = file("reviews.jsonl", [
    review,
    { ...review, reviewer_code: "bob", score: 0.4 },
    { ...review, reviewer_code: "llm:judge", score: -1 },
  ]);
  const { labels, notes } = await readLabels(folder, name);
  expect(labels).toMatchObject([{ tripletId: null, answerHash: answerHashOf("Pay it."), raters: 2 }]);
  expect(labels[0]!.score).toBeCloseTo(0.3, 12);
  expect(notes[0]).toContain("1 machine ratings");
});

test("a data set of the workspace gives the ratings that hold", async () => {
  const place = join(folder, ".assay", "labels", "rent");
  mkdirSync(place, { recursive: true });
  const item = {
    ...{ item_id: "i1", version: 2, triplet_id: "t-1", answer: "Pay it.", inclusion_probability: 0.5, role: "work" },
    hidden: { model_id: "m", view: "tenant" },
  };
  const items = [{ ...item, version: 1 }, item, { ...item, item_id: "i2", role: "training" }];
  const rating = { item_id: "i1", item_version: 2, annotator: "r01", source: "human", score: 0.9 };
  const ratings = [
    rating,
    { ...rating, score: -0.33 },
    { ...rating, annotator: "r02", score: 0.33 },
    { ...rating, annotator: "r03", item_version: 1 },
    { ...rating, annotator: "machine", source: "machine" },
    { ...rating, item_id: "i2" },
  ];
  for (const [name, lines] of [
    ["items", items],
    ["ratings", ratings],
  ] as const) {
    writeFileSync(join(place, `${name}.jsonl`), lines.map((line) => JSON.stringify(line)).join("\n"));
  }
  const { labels } = await readLabels(folder, "rent");
  expect(labels).toMatchObject([
    { modelId: "m", tripletId: "t-1", view: "tenant", score: 0, raters: 2, inclusionProbability: 0.5 },
  ]);
  await expect(readLabels(folder, "rant")).rejects.toMatchObject({ hint: 'Did you mean "rent"?' });
});

test("a hash list is one sha256 a line, or what a trained scorer carries", async () => {
  const hash = answerHashOf("x");
  const list = join(folder, file("list.txt", ["# tuned on", `${hash} # the first`, ""]));
  const scorer = join(folder, file("scorer.json", [{ trained_on: [hash] }]));
  expect(await readHashList(list)).toEqual([hash]);
  expect(await readHashList(scorer)).toEqual([hash]);
  await expect(readHashList(join(folder, file("bad.txt", ["abc"])))).rejects.toMatchObject({ place: { line: 1 } });
});
