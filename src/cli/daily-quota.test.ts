import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith } from "./testing/assay-process.ts";
import { completion, modelServer, smallStudy } from "./testing/small-study.ts";

const models = (url: string, first: object) =>
  JSON.stringify([
    { id: "local/a", provider: "compatible", base_url: `${url}/v1`, concurrency: 1, ...first },
    { id: "local/b", provider: "compatible", base_url: `${url}/v1`, concurrency: 2 },
  ]);

test("a declared quota parks its model with the reset time, others go on, a second run knows it, a later day ends it", async () => {
  const server = await modelServer();
  const limited = { rpd: 3, quota_reset: "UTC" };
  const cwd = await folderWith({ ...smallStudy(server.url), "models.json": models(server.url, limited) });
  const ended = await assay(["eval", "run", "suite.yaml", "--max-wait", "1s"], { cwd });
  expect(ended.code).toBe(3);
  expect(ended.out).toContain("7 answered, 1 not run of 8 cells");
  expect(ended.out).toMatch(
    /local\/a was parked \(until \d{4}-\d\d-\d\dT00:00:00\.000Z\): daily quota: 3 of 3 requests/,
  );
  expect(ended.out).toMatch(/Go on with: assay eval run --resume small-/);
  const again = await assay(["eval", "run", "--resume", "latest", "--max-wait", "1s"], { cwd });
  expect(again).toMatchObject({ code: 3, out: expect.stringContaining("7 answered, 1 not run") });
  expect(server.seen).toHaveLength(7);

  const quotas = join(cwd, ".assay", "quotas");
  const account = join(quotas, (await readdir(quotas))[0]!);
  for (const name of await readdir(account)) {
    const text = await readFile(join(account, name), "utf8");
    await writeFile(
      join(account, name),
      text.replace(/"(\d{13})":/g, (_, at) => `"${Number(at) - 86_400_000}":`),
    );
  }
  const nextDay = await assay(["eval", "run", "--resume", "latest", "--max-wait", "1s"], { cwd });
  expect(nextDay).toMatchObject({ code: 0, out: expect.stringContaining("8 answered of 8 cells") });
});

test("a quota the service tells of parks at once, with its reset; the others finish", async () => {
  const server = await modelServer((request, response) => {
    const spent = request.body["model"] === "local/a" || request.body["model"] === "a";
    if (spent) sendJson(response, 429, { error: { message: "requests per day reached" } }, { "retry-after": "7200" });
    else sendJson(response, 200, completion("fine"));
  });
  const cwd = await folderWith({ ...smallStudy(server.url), "models.json": models(server.url, {}) });
  const ended = await assay(["eval", "run", "suite.yaml"], { cwd });
  expect(ended.code).toBe(3);
  expect(ended.out).toMatch(/4 answered, 4 not run of 8 cells/);
  expect(ended.out).toMatch(/local\/a was parked \(until .*\): quota used up: requests per day reached/);
  expect(server.seen).toHaveLength(5);
});

test("a zone nobody knows is a fault of the roster", async () => {
  const server = await modelServer();
  const bad = models(server.url, { rpd: 3, quota_reset: "Mars/Olympus" });
  const cwd = await folderWith({ ...smallStudy(server.url), "models.json": bad });
  const { code, err } = await assay(["eval", "run", "suite.yaml"], { cwd });
  expect({ code, sent: server.seen.length }).toEqual({ code: 2, sent: 0 });
  expect(err).toContain('quota_reset "Mars/Olympus" is no time zone');
});

test("a nearly used window slows the calls to its pace, and no limit is met", async () => {
  let left = 4;
  const started = performance.now();
  const server = await modelServer((_, response) => {
    left--;
    const resetMs = Math.max(0, 1500 - (performance.now() - started));
    sendJson(response, left < 0 && resetMs > 0 ? 429 : 200, completion("fine"), {
      "x-ratelimit-limit-requests": "100",
      "x-ratelimit-remaining-requests": String(resetMs > 0 ? Math.max(0, left) : 90),
      "x-ratelimit-reset-requests": `${Math.round(resetMs)}ms`,
    });
  });
  const cwd = await folderWith(smallStudy(server.url, { cases: 8, model: { concurrency: 1 } }));
  const ended = await assay(["eval", "run", "suite.yaml"], { cwd });
  expect(ended).toMatchObject({ code: 0, out: expect.stringContaining("8 answered of 8 cells; 8 calls") });
});
