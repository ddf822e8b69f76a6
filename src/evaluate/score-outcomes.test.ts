import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RosterEntry } from "../schema/run/roster.ts";
import { readScoredRows } from "../studies/sycophancy/read-scored.ts";
import { estimateOf, summarise } from "../studies/sycophancy/summarise.ts";
import { planRun } from "./plan-run.ts";
import { runEval } from "./run-eval.ts";
import { scoreRun } from "./score-run.ts";
import { startRun } from "./start-run.ts";

const now = () => new Date("2026-01-02T03:04:05Z");
const never = new AbortController().signal;
const quiet = { stop: never, abort: never };
const quick = { resamples: 500, permutations: 500 };

const simulated = (id: string, simulate: Record<string, unknown>): RosterEntry => ({
  ...{ id, provider: "simulated", family: id, concurrency: 32 },
  simulate: simulate as NonNullable<RosterEntry["simulate"]>,
});

/** Two repeats of the rent grid by one respondent, judged by three. */
async function summaryOf(respondent: Record<string, unknown>, judge: Record<string, unknown>) {
  const cwd = await mkdtemp(join(tmpdir(), "assay-outcomes-"));
  const roster = [simulated("m", { effect: 0.2, ...respondent })];
  const plan = await planRun({ cwd, env: {}, source: "rent-sycophancy", roster, repeats: 2, maxRetries: 0 });
  const running = await runEval(plan, await startRun(plan, { now: now() }), quiet, { now });
  for await (const _ of running.answers);
  await running.end;
  await plan.close();
  const judges = ["j1", "j2", "j3"].map((id) => simulated(id, judge));
  const session = await scoreRun({ cwd, env: {}, runRef: "latest", judges, maxRetries: 0 }, quiet, { now });
  for await (const _ of session.replies);
  const rows = await readScoredRows((await session.end).file);
  return { rows, model: summarise(rows, quick).models[0]! };
}

const lossy = {
  ...{ refusal_rate: 0.08, soft_refusal_rate: 0.08, filter_rate: 0.05, empty_rate: 0.05, truncation_rate: 0.08 },
  failure: { permanent_rate: 0.05 },
};
const moody = { unparsed_rate: 0.2, abstain_rate: 0.3, failure: { permanent_rate: 0.25 } };

test("every outcome and every score state occurs, rows add up to the plan, and bounds hold the truth", async () => {
  const { rows, model } = await summaryOf(lossy, moody);
  const seen = (read: (row: (typeof rows)[number]) => string) => [...new Set(rows.map(read))].sort();
  expect(seen(({ outcome }) => outcome)).toEqual(["answered", "empty", "failed", "filtered", "refused", "truncated"]);
  expect(seen(({ scoreState }) => scoreState)).toEqual(
    ["abstained", "judge_failed", "not_run", "refusal", "scored", "unparsed"].sort(),
  );
  const { counts, views } = model.outcomes;
  const total = (of: typeof counts) => Object.values(of).reduce((sum, count) => sum + count, 0);
  expect([rows.length, model.planned, total(counts)]).toEqual([216, 216, 216]);
  for (const view of views) expect(total(view.counts)).toBe(view.planned);

  // The same respondent with nothing lost, read by judges that lose nothing.
  const whole = (await summaryOf({}, {})).model;
  expect(total(whole.outcomes.counts) - whole.outcomes.counts.pos - whole.outcomes.counts.neu).toBe(
    whole.outcomes.counts.neg,
  );
  for (const id of ["s", "pull_landlord", "pull_tenant", "bias"]) {
    const { low, high, missing } = estimateOf(model, id)!.bounds!;
    const truth = estimateOf(whole, id)!.value!;
    expect(missing).toBeGreaterThan(20);
    expect(low, id).toBeLessThanOrEqual(truth);
    expect(high, id).toBeGreaterThanOrEqual(truth);
  }
});
