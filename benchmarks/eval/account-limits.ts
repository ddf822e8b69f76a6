/**
 * Limits as services set them: a bucket of requests a second for each key, 429 with Retry-After 1 s while it is empty.
 * `assay eval run` beside a bare loop that holds its slot while it waits, on the same server, 64 in flight: one limited
 * account where refused requests are free; one where they count against the limit, as large services say theirs do; and a
 * limited account beside a free one. node benchmarks/eval/account-limits.ts [cells] [rate] [burst]
 */

import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machineLine, measure, startServer } from "../support/measure.ts";

const cells = Number(process.argv[2] ?? 2000);
const [rate, burst] = [process.argv[3] ?? "200", process.argv[4] ?? "200"];
const support = new URL("../support/", import.meta.url).pathname;
const assay = process.env["ASSAY_BIN"] ?? new URL("../../bin/assay.mjs", import.meta.url).pathname;
/** A loop that has not ended by now is starving. */
const patienceS = 180;

console.log(`${machineLine()}; ${cells} cells a key, ${rate} requests a second, burst ${burst}`);
await compare("one account, refusals free", "free", ["limited"]);
await compare("one account, refusals count", "counted", ["limited"]);
await compare("a limited account beside a free one", "free", ["limited", "open"]);

async function compare(title: string, refusals: string, keys: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "assay-account-limits-"));
  const { url, child } = await startServer(join(support, "chat-server.ts"), ["20", "0", "0", rate, burst, refusals]);
  try {
    const rows = Array.from({ length: cells }, (_, i) =>
      JSON.stringify({ id: `s${i}`, input: `What is ${i} + ${i * 3}?`, target: String(i * 4) }),
    );
    await writeFile(join(folder, "cases.jsonl"), `${rows.join("\n")}\n`);
    await writeFile(
      join(folder, "suite.yaml"),
      "schema: assay/suite@1\nid: sums\nversion: 1\nkind: cases\ndataset: { path: cases.jsonl, id: id }\n",
    );
    const models = keys.map((key) => {
      process.env[`KEY_${key}`] = key;
      return { id: key, provider: "compatible", base_url: `${url}/v1`, api_key_env: `KEY_${key}`, concurrency: 64 };
    });
    await writeFile(join(folder, "models.json"), JSON.stringify(models));
    console.log(`\n${title}`);
    const begun = Date.now();
    const { wallS } = await measure(assay, ["eval", "run", "suite.yaml", "--concurrency", "64"], folder);
    const run = join(folder, ".assay", "runs", readdirSync(join(folder, ".assay", "runs"))[0]!);
    const answers = jsonLines(await readFile(join(run, "run.jsonl"), "utf8"));
    const ends = answers.map((row) => [String(row["model_id"]), Date.parse(String(row["timestamp_iso"]))] as const);
    await tell("assay", url, wallS, begun, ends);
    await fetch(`${url}/reset`);
    const begunLoop = Date.now();
    const args = [join(support, "bare-loop.ts"), "cases.jsonl", "64", url, "out.jsonl", ...keys];
    const loop = await Promise.race([
      // It ends with an error when its server goes.
      measure(process.execPath, args, folder).catch(() => null),
      new Promise<null>((resolve) => setTimeout(resolve, patienceS * 1000, null).unref()),
    ]);
    const out = jsonLines(await readFile(join(folder, "out.jsonl"), "utf8"));
    const loopEnds = out.map((row) => [String(row["key"]), Number(row["at"])] as const);
    await tell("a loop that holds its slots", url, loop?.wallS ?? null, begunLoop, loopEnds);
    if (loop !== null) console.log(`the loop takes ${(loop.wallS / wallS).toFixed(2)} × our time`);
  } finally {
    child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function tell(
  name: string,
  url: string,
  wallS: number | null,
  begun: number,
  ends: readonly (readonly [key: string, at: number])[],
): Promise<void> {
  const { requests, limited } = (await (await fetch(`${url}/stats`)).json()) as { requests: number; limited: number };
  const last = [...new Set(ends.map(([key]) => key))].map((key) => {
    const at = Math.max(...ends.filter(([one]) => one === key).map(([, end]) => end));
    return `${key} done after ${((at - begun) / 1000).toFixed(1)} s`;
  });
  const wall = wallS === null ? `not done after ${patienceS} s` : `${wallS.toFixed(1)} s`;
  console.log(`${name}: ${wall}; ${ends.length} answers, ${requests} requests, ${limited} refused; ${last.join(", ")}`);
}

function jsonLines(text: string): Record<string, unknown>[] {
  const lines = text.split("\n").filter((line) => line.endsWith("}"));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
