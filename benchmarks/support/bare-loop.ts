/**
 * The practical limit: a bare undici pool that appends JSONL, and holds its slot while it waits for a limit or a fault to
 * pass. node bare-loop.ts CASES.jsonl IN_FLIGHT URL OUT.jsonl [KEY…]: every case once a key, the keys in turn.
 */
import { createWriteStream, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

const [file, inFlight, url, out, ...given] = process.argv.slice(2) as [string, string, string, string];
const keys: readonly (string | null)[] = given.length === 0 ? [null] : given;
const rows = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { id: string; input: string; target: string })
  .flatMap((row) => keys.map((key) => ({ ...row, key })));
const pool = new Pool(url, { connections: Number(inFlight), pipelining: 1 });
const log = createWriteStream(out);
let next = 0;

function ask(content: string, key: string | null) {
  return pool.request({
    path: "/v1/chat/completions",
    method: "POST",
    headers: { "content-type": "application/json", ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model: "mock", temperature: 0, messages: [{ role: "user", content }] }),
  });
}

async function worker(): Promise<void> {
  while (next < rows.length) {
    const { key, ...row } = rows[next++]!;
    let { statusCode, headers, body } = await ask(row.input, key);
    while (statusCode !== 200) {
      await body.dump();
      await sleep(headers["retry-after"] === undefined ? 1500 : Number(headers["retry-after"]) * 1000);
      ({ statusCode, headers, body } = await ask(row.input, key));
    }
    const reply = (await body.json()) as { choices: { message: { content: string } }[]; usage: unknown };
    const output = reply.choices[0]!.message.content;
    log.write(
      `${JSON.stringify({ ...row, output, score: output === row.target ? 1 : 0, usage: reply.usage, ...(key === null ? {} : { key, at: Date.now() }) })}\n`,
    );
  }
}

await Promise.all(Array.from({ length: Number(inFlight) }, worker));
await new Promise((resolve) => log.end(resolve));
await pool.close();
