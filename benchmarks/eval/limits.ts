/**
 * 5,000 cells, 64 in flight, a 20 ms loopback server that answers the first call of a fifth of all prompts with 429 and
 * Retry-After 1 s. All must succeed, and while the account is shut nothing may start but one probe. The gate is the
 * account's, so this takes minutes; see docs/decisions/0006. Beside it a bare loop that holds its slot while it waits.
 * node benchmarks/eval/limits.ts [cells] [share of 429] [share of 500]
 */

import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machineLine, measure, startServer } from "../support/measure.ts";

const cells = Number(process.argv[2] ?? 5000);
const [limited, broken] = [process.argv[3] ?? "0.2", process.argv[4] ?? "0"];
const support = new URL("../support/", import.meta.url).pathname;
const assay = new URL("../../bin/assay.mjs", import.meta.url).pathname;
const folder = await mkdtemp(join(tmpdir(), "assay-limits-"));
const { url, child } = await startServer(join(support, "chat-server.ts"), ["20", limited, broken]);
try {
  const rows = Array.from({ length: cells }, (_, i) =>
    JSON.stringify({ id: `s${i}`, input: `What is ${i} + ${i * 3}?`, target: String(i * 4) }),
  );
  await writeFile(join(folder, "cases.jsonl"), `${rows.join("\n")}\n`);
  await writeFile(
    join(folder, "suite.yaml"),
    "schema: assay/suite@1\nid: sums\nversion: 1\nkind: cases\ndataset: { path: cases.jsonl, id: id }\n",
  );
  await writeFile(
    join(folder, "models.json"),
    JSON.stringify([{ id: "mock", provider: "compatible", base_url: `${url}/v1`, concurrency: 64 }]),
  );
  const { wallS, cpuS, peakMb } = await measure(assay, ["eval", "run", "suite.yaml"], folder);
  const stats = (await (await fetch(`${url}/stats`)).json()) as { requests: number; limited: number };
  const run = join(folder, ".assay", "runs", readdirSync(join(folder, ".assay", "runs"))[0]!);
  const record = JSON.parse(await readFile(join(run, "run.json"), "utf8")) as { counts: Record<string, number> };
  const early = startsWhileShut(await readFile(join(run, "journal.jsonl"), "utf8"));
  console.log(machineLine());
  console.log(
    `${record.counts["answered"]} of ${cells} answered, ${record.counts["failed"]} failed; ${stats.requests} requests, ${stats.limited} limits`,
  );
  console.log(`calls that began while the account was shut: ${early}`);
  await fetch(`${url}/reset`);
  const loop = await measure(
    process.execPath,
    [join(support, "bare-loop.ts"), "cases.jsonl", "64", url, "out.jsonl"],
    folder,
  );
  console.log(`a loop that holds its slots: ${loop.wallS.toFixed(1)} s, ${(loop.wallS / wallS).toFixed(2)} × ours`);
  console.log(`wall ${wallS.toFixed(0)} s, CPU ${cpuS.toFixed(1)} s, peak ${peakMb.toFixed(0)} MB`);
} finally {
  child.kill();
  await rm(folder, { recursive: true, force: true });
}

/** Calls that began between a limit's end and its Retry-After, by the run's own clock. */
function startsWhileShut(journal: string): number {
  const calls = journal
    .split("\n")
    .filter((line) => line.startsWith('{"t":"attempt"'))
    .map((line) => JSON.parse(line) as { started_at: string; ended_at: string; error?: { code: string } });
  const starts = calls.map((call) => Date.parse(call.started_at)).sort((a, b) => a - b);
  let early = 0;
  for (const call of calls) {
    if (call.error?.code !== "rate_limit") continue;
    const shut = Date.parse(call.ended_at);
    early += starts.filter((at) => at > shut && at < shut + 999).length;
  }
  return early;
}
