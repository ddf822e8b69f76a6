import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ResultItem } from "../../schema/result-item.ts";
import { type Run, runKind } from "../../schema/run.ts";
import { saveCollection } from "../collections.ts";
import { writeDocument } from "../documents.ts";
import { appendEvent } from "../event-log.ts";
import { setRef } from "../refs.ts";
import { places, type Workspace } from "../workspace.ts";

/** Small sound contents of a workspace, for tests of what reads them. */

const now = new Date("2026-01-31T12:00:00Z");
const tool = { version: "0.1.0", commit: null };

/** The run that fillWorkspace makes. */
export const filledRun = "rent-20260131-120000-aaaaaa";

/** A run folder with its run.json; answers the folder. */
export async function addRun(workspace: Workspace, runId: string, change: Partial<Run> = {}): Promise<string> {
  const folder = places.run(workspace, runId);
  const absent = { status: "absent", why: "test" } as const;
  await mkdir(folder, { recursive: true });
  await writeDocument(runKind, join(folder, "run.json"), {
    id: runId,
    createdAt: now.toISOString(),
    tool,
    study: "eval",
    subjects: ["a/one", "b/two"],
    benchmark: { id: "rent", version: "2", hash: null },
    scenario: null,
    seed: 7,
    config: { asked: {}, resolved: { temperature: { value: 0.2, origin: "suite" } } },
    configHash: "c".repeat(64),
    provenance: {
      tool,
      git: absent,
      machine: absent,
      gpu: absent,
      runtime: absent,
      packageManager: absent,
      lockfile: absent,
    },
    startedAt: "2026-01-31T12:00:00+01:00",
    endedAt: null,
    status: "partial",
    cost: { usd: null, reason: "no price", inputTokens: 10, outputTokens: 20, seconds: null },
    counts: { planned: 4, answered: 3 },
    artifacts: [],
    planted: { effect: 0.1 },
    ...change,
  });
  return folder;
}

/** A row of run_scored.jsonl, as an older version wrote it. */
export const scored = (n: number, change: object = {}) => ({
  run_id: 12,
  model_id: n % 2 === 0 ? "a/one" : "b/two",
  prompt_id: String(n).padStart(3, "0"),
  perspective: "tenant",
  factors: { amount: 50, camelCase: "x" },
  response_text: "text ".repeat(n),
  score: n / 10,
  triplet_id: `t-${n}`,
  repeat: 0,
  outcome: "answered",
  score_state: "scored",
  ...change,
});
export const lines = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const item = (n: number): ResultItem => ({
  metricId: "accuracy",
  value: n / 10,
  ci: { low: 0, high: 1, level: 0.95, method: "wilson" },
  samplesUsed: 10,
  subject: `s${n}`,
  benchmark: "b",
  variant: { aB: 1 },
  observedAt: "2026-01-31T12:00:00Z",
});
export const addCollection = (workspace: Workspace, n: number, id = "board") =>
  saveCollection(workspace, {
    id,
    createdAt: now.toISOString(),
    tool,
    kind: "baseline",
    source: { adapter: "csv" },
    items: Array.from({ length: n }, (_, i) => item(i)),
    rejects: [],
    unmatchedSubjects: [],
  });

/** One run with scores, answers and a result, one collection with a name, one event. */
export async function fillWorkspace(workspace: Workspace): Promise<void> {
  const folder = await addRun(workspace, filledRun);
  await writeFile(
    join(folder, "run_scored.jsonl"),
    lines([scored(1), scored(2), scored(3, { score: null, reason: "unparsed" })]),
  );
  await writeFile(
    join(folder, "run.jsonl"),
    lines([
      {
        model_id: "b/two",
        prompt_id: "001",
        repeat: 0,
        latency_ms: 120.5,
        input_tokens: 9,
        cost_usd: 0.01,
        cached: false,
        outcome: "answered",
      },
      { model_id: "a/one", prompt_id: "002", repeat: 0, latency_ms: null, outcome: "failed" },
    ]),
  );
  await writeFile(
    join(folder, "results.jsonl"),
    lines([{ metric_id: "sycophancy.s", value: null, ci: null, samples_used: 0, reason: "one triplet" }]),
  );
  const { hash } = await addCollection(workspace, 3);
  await setRef(workspace, "main", { hash, expected: null, actor: "ana", reason: "first", now });
  await appendEvent(workspace, { type: "accept", actor: "ana", outputs: [hash], tags: ["x"] }, { now });
}
