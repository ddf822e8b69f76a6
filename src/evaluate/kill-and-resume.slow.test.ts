import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loopbackServer, sendJson } from "../providers/conformance/loopback-server.ts";
import { parseAttemptHead } from "../run/journal/attempt-line.ts";
import { mulberry32 } from "../stats/chance/mulberry32.ts";
import { readJournalLines } from "../store/journal-lines.ts";

const cells = 20_000;
const inFlight = 64;
const kills = 50;
/** Answers that have come but wait for their group commit die with the process too; a commit holds at most these. */
const oneCommit = 256;

test(`${kills} kill -9 at random during ${cells} cells lose nothing and count nothing twice`, {
  timeout: 600_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-kill-"));
  const server = await loopbackServer((request, response) => {
    server.seen.length = 0;
    calls++;
    const text = (request.body["messages"] as { content: string }[])[0]!.content;
    sendJson(response, 200, {
      choices: [{ message: { content: `echo ${text}` }, finish_reason: "stop" }],
      usage: { prompt_tokens: 3, completion_tokens: 3 },
    });
  });
  let calls = 0;
  const cases = Array.from({ length: cells }, (_, i) => JSON.stringify({ id: `c${i}`, input: `case ${i}` }));
  await writeFile(join(folder, "cases.jsonl"), `${cases.join("\n")}\n`);
  await writeFile(
    join(folder, "suite.yaml"),
    "schema: assay/suite@1\nid: echo\nversion: 1\nkind: cases\ndataset: { path: cases.jsonl, id: id }\n",
  );
  await writeFile(
    join(folder, "models.json"),
    JSON.stringify([{ id: "m", provider: "compatible", base_url: `${server.url}/v1`, concurrency: inFlight }]),
  );

  const main = new URL("../cli/main.ts", import.meta.url).pathname;
  const start = (args: string[]) =>
    spawn(process.execPath, [main, "eval", "run", ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const rng = mulberry32(20260102);
  let runId: string | null = null;
  let killed = 0;
  let exitCode: number | null = null;
  for (let session = 0; session < 400 && exitCode !== 0; session++) {
    const child = start(runId === null ? ["suite.yaml", "--models", "models.json"] : ["--resume", runId]);
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const exit = once(child, "exit") as Promise<[number | null]>;
    if (killed < kills) {
      const before = calls;
      const target = before + Math.floor(rng.float() * (cells / kills) * 1.2);
      while (child.exitCode === null && calls <= target) await new Promise((resolve) => setTimeout(resolve, 1));
      if (child.exitCode === null) {
        child.kill("SIGKILL");
        killed++;
      }
    }
    const [code] = await exit;
    if (code !== null && code !== 0) throw new Error(`session ${session} ended with ${code}: ${errors}`);
    exitCode = code;
    runId ??= (await readdir(join(folder, ".assay", "runs")))[0] ?? null;
  }
  await server.close();
  expect(exitCode).toBe(0);
  expect(killed).toBe(kills);

  const run = join(folder, ".assay", "runs", runId!);
  const finals = new Map<string, number>();
  for await (const { bytes } of readJournalLines(join(run, "journal.jsonl"))) {
    const head = parseAttemptHead(bytes.toString("utf8", 0, 640));
    if (head?.final) finals.set(head.cell, (finals.get(head.cell) ?? 0) + 1);
  }
  expect(finals.size).toBe(cells);
  expect(Math.max(...finals.values())).toBe(1);
  const rows = readFileSync(join(run, "run.jsonl"), "utf8").trimEnd().split("\n");
  expect(rows).toHaveLength(cells);
  const ids = rows.map((row) => (JSON.parse(row) as { prompt_id: string; response_text: string }).prompt_id);
  expect(new Set(ids).size).toBe(cells);
  console.log(
    `${calls} calls for ${cells} cells and ${kills} kills: ${((calls - cells) / kills).toFixed(1)} repeated a kill`,
  );
  expect(calls).toBeGreaterThanOrEqual(cells);
  expect(calls).toBeLessThanOrEqual(cells + kills * (inFlight + oneCommit));
  await rm(folder, { recursive: true, force: true });
});
