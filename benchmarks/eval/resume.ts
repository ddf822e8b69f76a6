/**
 * Time from the start of `assay eval run --resume` to its first call, for journals of 100,000 and 1,000,000 rows that
 * were closed well: node benchmarks/eval/resume.ts [rows…]. The journals are written here through the library.
 */

import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planRun } from "../../src/evaluate/plan-run.ts";
import { startRun } from "../../src/evaluate/start-run.ts";
import { cellKeys } from "../../src/run/cells/cell-key.ts";
import { openGrid } from "../../src/run/cells/grid-index.ts";
import { openRunJournal } from "../../src/run/journal/run-journal.ts";
import { machineLine, median } from "../support/measure.ts";

const sizes = process.argv.slice(2).map(Number);
const rounds = 5;
const prompts = 1000;
const assay = new URL("../../bin/assay.mjs", import.meta.url).pathname;

let firstCall: (() => void) | null = null;
const server = createServer((_, response) => {
  firstCall?.();
  setTimeout(() => response.end(), 60_000).unref();
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

console.log(machineLine());
for (const rows of sizes.length > 0 ? sizes : [100_000, 1_000_000]) {
  const folder = await mkdtemp(join(tmpdir(), "assay-resume-"));
  try {
    await writeRun(folder, rows);
    // What any command takes to start, for the reader to take off.
    const bare = await timed(folder, ["--version"], "exit");
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // A killed session leaves lines behind the index; each round begins with the folder as it was written.
      const copy = await mkdtemp(join(tmpdir(), "assay-resume-copy-"));
      execFileSync("cp", ["-a", `${folder}/.`, copy]);
      times.push(
        await timed(copy, ["eval", "run", "--resume", "latest", "--repeats", String(rows / prompts + 1)], "call"),
      );
      await rm(copy, { recursive: true });
    }
    const seconds = times.map((ms) => (ms / 1000).toFixed(2)).join(", ");
    console.log(
      `${rows} rows: ${(median(times) / 1000).toFixed(2)} s to the first call (${seconds}); start alone ${(bare / 1000).toFixed(2)} s`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
server.close();
process.exit(0);

async function writeRun(cwd: string, rows: number): Promise<void> {
  const cases = Array.from({ length: prompts }, (_, i) =>
    JSON.stringify({ id: `c${i}`, input: `question number ${i}` }),
  );
  await writeFile(join(cwd, "cases.jsonl"), `${cases.join("\n")}\n`);
  await writeFile(
    join(cwd, "suite.yaml"),
    "schema: assay/suite@1\nid: many\nversion: 1\nkind: cases\ndataset: { path: cases.jsonl, id: id }\n",
  );
  const model = { id: "mock", provider: "compatible", base_url: `${url}/v1`, concurrency: 64 };
  await writeFile(join(cwd, "models.json"), JSON.stringify([model]));
  const plan = await planRun({ cwd, env: {}, source: "suite.yaml", repeats: rows / prompts });
  const run = await startRun(plan, { now: new Date() });
  const journal = await openRunJournal(run.folder);
  const grid = await openGrid(join(run.folder, "grid.jsonl"));
  const [subject] = plan.subjects;
  const keyOf = cellKeys(subject!.model, subject!.params);
  const usage = { input: 6, output: 12, reasoning: null, cachedInput: null };
  const outcome = {
    kind: "answer" as const,
    text: "An answer of a few words, as they come.",
    reasoningText: null,
    finish: "stop" as const,
    refusal: null,
    usage,
    servedModel: "mock",
    fingerprint: null,
    requestId: "r1",
    rateHeaders: {},
    reportedCostUsd: null,
    raw: null,
  };
  const numbers = { n: 1, startedAtMs: 0, endedAtMs: 1, costUsd: null, attempts: 1, waitedMs: 0, totalCostUsd: null };
  for (let repeat = 0; repeat < rows / prompts; repeat++) {
    const settling: Promise<void>[] = [];
    for (let row = 0; row < grid.size; row++) {
      const prompt = grid.row(row);
      const origin = { prompt, repeat, stage: "answer" as const, subject: null, attempt: 1 };
      const request = { messages: prompt.messages, params: {}, responseSchema: null, origin };
      const item = { cell: keyOf(prompt), repeat, stage: "answer" as const, judge: null, request };
      settling.push(journal.settle({ item, model: subject!.model, outcome, ...numbers, retriedFor: [] }));
    }
    await Promise.all(settling);
  }
  await journal.close();
  grid.close();
  await plan.close();
}

/** Milliseconds from the start of assay until its first call, or its end. */
async function timed(cwd: string, words: readonly string[], until: "call" | "exit"): Promise<number> {
  const started = performance.now();
  const child = spawn(assay, [...words], { cwd, stdio: "ignore" });
  const exited = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const called = new Promise<void>((resolve) => {
    firstCall = resolve;
  });
  await (until === "call" ? Promise.race([called, exited]) : exited);
  const ms = performance.now() - started;
  firstCall = null;
  child.kill("SIGKILL");
  await exited;
  return ms;
}
