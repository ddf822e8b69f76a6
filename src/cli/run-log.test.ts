import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith } from "./testing/assay-process.ts";
import { completion, modelServer, runIn, smallStudy } from "./testing/small-study.ts";

async function logOf(env: Record<string, string>): Promise<string> {
  let calls = 0;
  const server = await modelServer((_, response) =>
    ++calls === 2
      ? sendJson(response, 429, { error: { message: "slow" } }, { "retry-after": "0.05" })
      : sendJson(response, 200, completion("a secret answer")),
  );
  const cwd = await folderWith(smallStudy(server.url));
  expect(await assay(["eval", "run", "suite.yaml"], { cwd, env })).toMatchObject({ code: 0 });
  return readFile(join((await runIn(cwd)).folder, "run.log"), "utf8").catch(() => "");
}

test("run.log tells retries and gates with their reasons, a column each, and no answer", async () => {
  const log = await logOf({});
  expect(log).toMatch(/^\S+Z INFO suite-\S+|^\S+Z INFO small-\S+ local\/m \S+ \d \d again in \d+ ms: /m);
  expect(log).toMatch(/shut until /);
  expect(log).not.toContain("secret");
});

test("LOG_LEVEL=DEBUG shows answers, WARNING leaves retries out, another word is refused by name", async () => {
  expect(await logOf({ LOG_LEVEL: "DEBUG" })).toMatch(/ DEBUG .* local\/m \S+ 0 \d answer, stop: "a secret answer"/);
  expect(await logOf({ LOG_LEVEL: "WARNING" })).not.toContain("again in");
  const cwd = await folderWith(smallStudy("http://127.0.0.1:9"));
  const refused = await assay(["eval", "run", "suite.yaml"], { cwd, env: { LOG_LEVEL: "loud" } });
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.err).toContain("LOG_LEVEL");
});

test("BENCH_MAX_RETRIES=0 asks a judge once, whatever it says, and --max-retries is above it", async () => {
  const server = await modelServer((_, response) => sendJson(response, 500, { error: { message: "down" } }));
  const judge = { id: "local/j", provider: "compatible", base_url: `${server.url}/v1`, family: "j", concurrency: 1 };
  const roster = [{ id: "m", provider: "simulated", family: "m", concurrency: 4 }];
  const files = { "models.json": JSON.stringify(roster), "judges.json": JSON.stringify([judge]) };
  const cwd = await folderWith(files);
  await assay(["eval", "run", "rent-sycophancy", "--limit", "3", "--repeats", "1"], { cwd });
  const score = ["eval", "score", "--min-judges", "1", "--repeat-share", "0", "--no-aggregate"];
  await assay(score, { cwd, env: { BENCH_MAX_RETRIES: "0" } });
  expect(server.seen).toHaveLength(6);
  const log = await readFile(join((await runIn(cwd)).folder, "run.log"), "utf8");
  expect(log).toMatch(/ WARNING \S+ local\/j \S+ 0 1 judge of m failed: transient/);
  await assay([...score, "--max-retries", "1"], { cwd, env: { BENCH_MAX_RETRIES: "0" } });
  expect(server.seen).toHaveLength(18);
});
