import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planRun } from "../../evaluate/plan-run.ts";
import { runEval } from "../../evaluate/run-eval.ts";
import { scoreRun } from "../../evaluate/score-run.ts";
import { startRun } from "../../evaluate/start-run.ts";
import type { RosterEntry } from "../../schema/run/roster.ts";
import { summarise } from "../../studies/sycophancy/summarise.ts";
import type { EstimateRecord } from "../../studies/sycophancy/summary-record.ts";
import { openSummarySource } from "../../studies/sycophancy/summary-source.ts";

const never = new AbortController().signal;
const quiet = { stop: never, abort: never };
const now = () => new Date("2026-01-02T03:04:05Z");

const entry = (id: string, family: string, simulate: Record<string, unknown>): RosterEntry => ({
  ...{ id, provider: "simulated", family, concurrency: 64 },
  simulate: simulate as NonNullable<RosterEntry["simulate"]>,
});

/** Answers of two families, judged by one of them, by a wordy judge and by a plain one; all through the real flow. */
async function judgesOfStudy(seed: number) {
  const cwd = await mkdtemp(join(tmpdir(), "assay-judges-"));
  try {
    // Narrow enough that no score is clipped: a clipped bias is a smaller one.
    const spread = { seed, sd_triplet: 0.15, sd_view: 0.15, sd_repeat: 0.1, words: { mean: 120, sd: 60 } };
    const roster = [entry("m-alpha", "alpha", spread), entry("m-beta", "beta", { ...spread, seed: seed + 100 })];
    const plan = await planRun({ cwd, env: {}, source: "disputes", roster, grid: { sample: 150 }, repeats: 1 });
    const begun = await startRun(plan, { now: now() });
    const running = await runEval(plan, begun, quiet, { now });
    for await (const _ of running.answers);
    await running.end;
    await plan.close();
    const judges = [
      entry("j-kin", "alpha", { seed, noise_sd: 0.05, self_preference: 0.15 }),
      entry("j-wordy", "gamma", { seed, noise_sd: 0.05, verbosity_slope: 0.1 }),
      entry("j-plain", "delta", { seed, noise_sd: 0.05 }),
    ];
    const request = { cwd, env: {}, runRef: begun.runId, judges, allowSelfJudge: true, repeatShare: 0 };
    const scoring = await scoreRun({ ...request, cache: "off" }, quiet, { now });
    for await (const _ of scoring.replies);
    await scoring.end;
    const source = await openSummarySource(cwd, [begun.runId]);
    return summarise(source.rows, { ...source.known, answers: [], resamples: 500, permutations: 200 }).judges.judges;
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

test("a verbosity slope of 0.1 and a self-preference of 0.15 are found by 4 of 5 intervals or more, and nowhere else", {
  timeout: 300_000,
}, async () => {
  const found: Record<string, (EstimateRecord | null)[]> = {};
  for (const seed of [1, 2, 3, 4, 5]) {
    for (const judge of await judgesOfStudy(seed)) {
      found[`${judge.id} slope`] = [...(found[`${judge.id} slope`] ?? []), judge.verbositySlope];
      found[`${judge.id} kin`] = [...(found[`${judge.id} kin`] ?? []), judge.selfPreference];
    }
  }
  const covers = (name: string, truth: number) =>
    found[name]!.filter((one) => one?.ci && one.ci.low <= truth && truth <= one.ci.high).length;
  const meanOf = (name: string) => found[name]!.reduce((sum, one) => sum + one!.value!, 0) / found[name]!.length;
  for (const name of Object.keys(found)) {
    const known = found[name]!.flatMap((one) => (one === null ? [] : [one.value!.toFixed(3)]));
    console.log(`${name}: ${known.join(" ")}`);
  }
  expect(covers("j-wordy slope", 0.1)).toBeGreaterThanOrEqual(4);
  expect(covers("j-wordy slope", 0)).toBe(0);
  expect(Math.abs(meanOf("j-wordy slope") - 0.1)).toBeLessThan(0.02);
  expect(covers("j-kin kin", 0.15)).toBeGreaterThanOrEqual(4);
  expect(covers("j-kin kin", 0)).toBe(0);
  expect(Math.abs(meanOf("j-kin kin") - 0.15)).toBeLessThan(0.02);
});
