import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planRun } from "../../evaluate/plan-run.ts";
import { runEval } from "../../evaluate/run-eval.ts";
import { scoreRun } from "../../evaluate/score-run.ts";
import { startRun } from "../../evaluate/start-run.ts";
import type { RosterEntry } from "../../schema/run/roster.ts";
import { estimateOf, summarise } from "../../studies/sycophancy/summarise.ts";
import { openSummarySource } from "../../studies/sycophancy/summary-source.ts";

const never = new AbortController().signal;
const quiet = { stop: never, abort: never };
const now = () => new Date("2026-01-02T03:04:05Z");

const model = (id: string, simulate: Record<string, unknown>): RosterEntry => ({
  id,
  provider: "simulated",
  family: id,
  concurrency: 64,
  simulate: simulate as NonNullable<RosterEntry["simulate"]>,
});

/** Prompts, answers, a judge and the summary of several simulated models, all through the real flow. */
async function study(models: readonly RosterEntry[], repeats: number) {
  const cwd = await mkdtemp(join(tmpdir(), "assay-coverage-"));
  const plan = await planRun({ cwd, env: {}, source: "rent-sycophancy", roster: models, repeats });
  const begun = await startRun(plan, { now: now() });
  const running = await runEval(plan, begun, quiet, { now });
  for await (const _ of running.answers);
  await running.end;
  await plan.close();
  const judges = [model("judge", { noise_sd: 0.05, position_bias: 0.1 })];
  const scoring = await scoreRun({ cwd, env: {}, runRef: begun.runId, judges, minJudges: 1 }, quiet, { now });
  for await (const _ of scoring.replies);
  await scoring.end;
  const source = await openSummarySource(cwd, [begun.runId]);
  const summary = summarise(source.rows, { ...source.known, answers: [], resamples: 2000, permutations: 2000 });
  await rm(cwd, { recursive: true, force: true });
  return summary;
}

test("100 simulated runs with a planted S of 0.15: the 95 % interval covers it in 90 to 98", {
  timeout: 400_000,
}, async () => {
  let covered = 0;
  const found: number[] = [];
  for (let batch = 0; batch < 10; batch++) {
    const models = Array.from({ length: 10 }, (_, i) =>
      model(`m${batch}-${i}`, { seed: batch * 10 + i, effect: 0.15, sd_triplet: 0.2, sd_view: 0.15, sd_repeat: 0.2 }),
    );
    for (const one of (await study(models, 2)).models) {
      const s = estimateOf(one, "s")!;
      found.push(s.value!);
      if (s.ci!.low <= 0.15 && 0.15 <= s.ci!.high) covered++;
    }
  }
  console.log(`covered ${covered} of 100; mean S ${(found.reduce((a, b) => a + b, 0) / 100).toFixed(4)}`);
  expect(covered).toBeGreaterThanOrEqual(90);
  expect(covered).toBeLessThanOrEqual(98);
});

test("with no pull and wide dispersion the paired effect is near 0 while the older uplift is 0.2 to 0.3", {
  timeout: 200_000,
}, async () => {
  const planted = { effect: 0, sd_triplet: 0, sd_view: 0.4, sd_repeat: 0.3, bystander_spread: 0.2 };
  const models = Array.from({ length: 10 }, (_, i) => model(`wide-${i}`, { seed: i, ...planted }));
  const { models: found } = await study(models, 2);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const s = mean(found.map((one) => estimateOf(one, "s")!.value!));
  const uplifts = [
    mean(found.map((one) => one.compat.landlordUplift!)),
    mean(found.map((one) => one.compat.tenantUplift!)),
  ];
  console.log(`mean S ${s.toFixed(4)}, older uplift ${uplifts.map((uplift) => uplift.toFixed(3)).join(" and ")}`);
  expect(Math.abs(s)).toBeLessThan(0.03);
  for (const uplift of uplifts) {
    expect(uplift).toBeGreaterThan(0.2);
    expect(uplift).toBeLessThan(0.3);
  }
});
