/**
 * Time and CPU from the start of `assay eval run --resume` to its first call, for journals of 100,000 and 1,000,000 rows
 * that were closed well, that a kill left behind, and that have lost their index: node benchmarks/eval/resume.ts [rows…].
 * The journals are written here through the library. ASSAY_BIN names another assay.
 */

import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { planRun } from "../../src/evaluate/plan-run.ts";
import { startRun } from "../../src/evaluate/start-run.ts";
import { cellKeys } from "../../src/run/cells/cell-key.ts";
import { openGrid } from "../../src/run/cells/grid-index.ts";
import { openRunJournal } from "../../src/run/journal/run-journal.ts";
import { machineLine, median } from "../support/measure.ts";

const sizes = process.argv.slice(2).map(Number);
const rounds = 3;
const prompts = 1000;
const assay = process.env["ASSAY_BIN"] ?? new URL("../../bin/assay.mjs", import.meta.url).pathname;
const states = ["closed", "killed", "no index"] as const;

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
    const killedIndex = await writeRun(folder, rows);
    // What any command takes to start, for the reader to take off.
    const bare = await timed(folder, ["--version"], "exit");
    console.log(`start alone: ${shown([bare])}`);
    for (const state of states) {
      const times: Timed[] = [];
      for (let round = 0; round < rounds; round++) {
        // A killed session leaves lines behind the index; each round begins with the folder as it was written.
        const copy = await mkdtemp(join(tmpdir(), "assay-resume-copy-"));
        execFileSync("cp", ["-a", `${folder}/.`, copy]);
        const index = join(copy, relative(folder, killedIndex), "..", "journal.index");
        if (state === "killed") await rename(join(copy, relative(folder, killedIndex)), index);
        if (state === "no index") await rm(index);
        times.push(
          await timed(copy, ["eval", "run", "--resume", "latest", "--repeats", String(rows / prompts + 1)], "call"),
        );
        await rm(copy, { recursive: true });
      }
      console.log(`${rows} rows, ${state}: ${shown(times)} to the first call`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
server.close();
process.exit(0);

/** Answers with a copy of the index as a kill would have left it. */
async function writeRun(cwd: string, rows: number): Promise<string> {
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
  const killedIndex = join(run.folder, "journal.index.killed");
  await copyFile(join(run.folder, "journal.index"), killedIndex);
  await journal.close();
  grid.close();
  await plan.close();
  return killedIndex;
}

interface Timed {
  readonly ms: number;
  readonly cpuMs: number;
}

function shown(times: readonly Timed[]): string {
  const seconds = (values: readonly number[]) => (median(values) / 1000).toFixed(2);
  const all = times.map(({ ms }) => (ms / 1000).toFixed(2)).join(", ");
  return `${seconds(times.map(({ ms }) => ms))} s (${all}), ${seconds(times.map(({ cpuMs }) => cpuMs))} s CPU`;
}

/** CPU milliseconds of a process so far, in ticks of ten. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Milliseconds from the start of assay until its first call, or its end. */
async function timed(cwd: string, words: readonly string[], until: "call" | "exit"): Promise<Timed> {
  const started = performance.now();
  const child = spawn(assay, [...words], { cwd, stdio: "ignore" });
  const exited = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  let cpuMs = 0;
  const watch = setInterval(() => {
    if (child.exitCode === null) cpuMs = cpuOf(child.pid!);
  }, 10);
  const called = new Promise<void>((resolve) => {
    firstCall = resolve;
  });
  await (until === "call" ? Promise.race([called, exited]) : exited);
  const ms = performance.now() - started;
  firstCall = null;
  if (child.exitCode === null) cpuMs = cpuOf(child.pid!);
  clearInterval(watch);
  child.kill("SIGKILL");
  await exited;
  return { ms, cpuMs };
}
