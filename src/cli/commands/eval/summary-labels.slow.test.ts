import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { simulateRating } from "../../../providers/simulated/simulated-rater.ts";
import { fromDisk } from "../../../schema/codec.ts";
import { rngStream } from "../../../stats/index.ts";
import { type SycophancySummary, sycophancySummary } from "../../../studies/sycophancy/sycophancy-summary.ts";
import { assay, folderWith } from "../../testing/assay-process.ts";
import { lines, runIn } from "../../testing/small-study.ts";

const simulated = (id: string, simulate: object) => ({
  id,
  provider: "simulated",
  family: id,
  concurrency: 64,
  simulate,
});
const roster = [simulated("m", { effect: 0.1, sd_triplet: 0.15, sd_view: 0.2, sd_repeat: 0.1 })];
const judges = [simulated("fair", { noise_sd: 0.1 }), simulated("lenient", { noise_sd: 0.1, offset: 0.2 })];

/** A calibration export of some triplets, sampled with equal chance, that three simulated people rated. */
async function exportLabels(folder: string, labelled: number, source = "run_scored.jsonl"): Promise<string> {
  const rows = lines(await readFile(join(folder, source), "utf8"));
  const grid = lines(await readFile(join(folder, "grid.jsonl"), "utf8"));
  const parties = new Map(grid.map((row) => [row["prompt_id"], (row["metadata"] as { parties: never }).parties]));
  const rng = rngStream(11, "sample");
  const triplets = [...new Set(rows.map((row) => row["triplet_id"] as string))]
    .map((id) => ({ id, key: rng.float() }))
    .sort((a, b) => a.key - b.key)
    .map(({ id }) => id);
  const sampled = new Set(triplets.slice(0, labelled));
  const labels = rows.flatMap((row) => {
    if (!sampled.has(row["triplet_id"] as string)) return [];
    const text = row["response_text"] as string;
    const ratings = Object.fromEntries(
      ["r01", "r02", "r03"].flatMap((rater) => {
        const person = { seed: 5, rater, noiseSd: 0.15, offset: 0, shrink: 1 };
        const { score } = simulateRating(text, parties.get(row["prompt_id"])!, String(row["prompt_id"]), person);
        return score === null ? [] : [[rater, score]];
      }),
    );
    const scores = Object.values(ratings);
    return [
      {
        ...{ model_id: row["model_id"], triplet_id: row["triplet_id"], view: row["view"], repeat: row["repeat"] },
        ...{ answer: text, ratings, human_mean: scores.reduce((a, b) => a + b, 0) / scores.length, human_n: 3 },
        inclusion_probability: labelled / triplets.length,
      },
    ];
  });
  const file = join(folder, "labels.jsonl");
  await writeFile(file, labels.map((label) => JSON.stringify(label)).join("\n"));
  return file;
}

test("from prompts to labels: a judge that adds 0.2 is named, and people put the mean score right", async () => {
  const cwd = await folderWith({ "models.json": JSON.stringify(roster), "judges.json": JSON.stringify(judges) });
  const at = { cwd, withinMs: 240_000 };
  const asked = await assay(["eval", "run", "disputes", "--repeats", "1", "--sample", "300"], at);
  expect(asked).toMatchObject({ code: 0 });
  const scored = await assay(["eval", "score", "latest", "--no-aggregate"], at);
  expect(scored).toMatchObject({ code: 0 });
  const { folder } = await runIn(cwd);

  const before = await assay(["eval", "summary", "latest"], at);
  expect(before.out).toContain("Judge not calibrated");
  expect(await readFile(join(folder, "report", "report.md"), "utf8")).toContain("judge not calibrated)");

  const labels = await exportLabels(folder, 150);
  const after = await assay(["eval", "summary", "latest", "--labels", labels], at);
  expect(after.err).toBe("");
  expect(after.out).toContain("S calibrated with people (PPI++)");
  expect(after.out).not.toContain("not calibrated");
  const report = await summaryIn(folder);
  const shift = (id: string) => report.judges.judges.find((judge) => judge.id === id)!.people!.shift!;
  expect(holds(shift("lenient"), 0.2)).toBe(true);
  expect(holds(shift("fair"), 0)).toBe(true);
  const [model] = report.people!.models;
  expect(model!.labelledTriplets).toBe(150);
  // Between the answers' own truth and the two judges' mean lies half of what one of them adds.
  expect(holds(model!.meanScore.judgesAlone, 0)).toBe(false);
  expect(holds(model!.meanScore.joint, 0)).toBe(true);
  expect(holds(model!.s, 0.1)).toBe(true);
  const [head, row] = (await readFile(join(folder, "report", "summary.csv"), "utf8")).split("\n");
  const cell = (name: string) => row!.split(",")[head!.split(",").indexOf(name)]!;
  expect(Number(cell("judge_human_alpha"))).toBeGreaterThan(0.5);
  expect(Number(cell("judge_human_n"))).toBe(450);
  expect(Number(cell("ppi_s_lo"))).toBeLessThan(Number(cell("ppi_s")));

  // The same labels are no evidence about a judge that has learned from them.
  const hash = await import("../../../studies/sycophancy/human-labels.ts");
  const [first] = lines(await readFile(labels, "utf8"));
  await writeFile(join(cwd, "tuned.txt"), hash.answerHashOf(first!["answer"] as string));
  const refused = await assay(["eval", "summary", "latest", "--labels", labels, "--tuned-on", "tuned.txt"], at);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain("also tuned a judge or scorer");
});

test("a scorer trained on labels states its quality, scores the other answers, and cannot be calibrated by them", async () => {
  const cwd = await folderWith({ "models.json": JSON.stringify(roster) });
  const at = { cwd, withinMs: 240_000 };
  expect(await assay(["eval", "run", "rent-sycophancy", "--repeats", "1"], at)).toMatchObject({ code: 0 });
  const { folder } = await runIn(cwd);
  const labels = await exportLabels(folder, 24, "run.jsonl");
  const trained = await assay(["eval", "train-scorer", "latest", "--labels", labels, "--out", "scorer.json"], at);
  expect(trained).toMatchObject({ code: 0 });
  expect(trained.out).toMatch(/trained on 72 answers of 24 triplets; held out, α with people 0\.\d\d/);

  const scored = await assay(["eval", "score", "latest", "--offline", "scorer.json", "--no-aggregate"], at);
  expect(scored).toMatchObject({ code: 0 });
  expect(scored.err).toContain("held out, α with people");
  const rows = lines(await readFile(join(folder, "run_scored.jsonl"), "utf8"));
  const seen = new Set(lines(await readFile(labels, "utf8")).map((label) => label["answer"]));
  for (const row of rows) expect(row["score"] === null, String(row["reason"])).toBe(seen.has(row["response_text"]));
  expect(rows.filter((row) => row["score"] !== null).length).toBeGreaterThan(30);

  const refused = await assay(["eval", "summary", "latest", "--labels", labels], at);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain("also tuned a judge or scorer");
});

async function summaryIn(folder: string): Promise<SycophancySummary> {
  return fromDisk(sycophancySummary, JSON.parse(await readFile(join(folder, "report", "report.json"), "utf8")));
}

function holds(estimate: { ci: { low: number; high: number } | null }, truth: number): boolean {
  return estimate.ci !== null && estimate.ci.low <= truth && truth <= estimate.ci.high;
}
