import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith } from "./testing/assay-process.ts";
import { completion, lines, modelServer, questionOf, runIn, smallStudy } from "./testing/small-study.ts";

const roster = (file: string) => JSON.stringify([{ id: "local/m", provider: "replay", concurrency: 4, file }]);

/** A run with three answers and one failure, recorded from a server. */
async function recordedRun() {
  const server = await modelServer((request, response) => {
    if (questionOf(request) === "question 2") sendJson(response, 400, { error: { message: "no such thing" } });
    else sendJson(response, 200, completion(`echo ${questionOf(request)}`));
  });
  const cwd = await folderWith(smallStudy(server.url));
  expect(await assay(["eval", "run", "suite.yaml"], { cwd })).toMatchObject({ code: 3 });
  return { cwd, server, ...(await runIn(cwd)) };
}

/** The lines of run.jsonl without what names the run and its hours. */
async function timeless(folder: string): Promise<Record<string, unknown>[]> {
  const rows = lines(await readFile(join(folder, "run.jsonl"), "utf8"));
  return rows.map(({ run_id: _id, timestamp_iso: _time, ...rest }) => rest);
}

test("two processes that replay one file from different paths give the same cells and the same rows", async () => {
  const recorded = await recordedRun();
  const folders = await Promise.all(
    ["run.jsonl", "elsewhere/under/another-name.jsonl"].map(async (path) => {
      const cwd = await folderWith({ ...smallStudy(""), "models.json": roster(path) });
      await mkdir(join(cwd, "elsewhere/under"), { recursive: true });
      await copyFile(join(recorded.folder, "run.jsonl"), join(cwd, path));
      expect(await assay(["eval", "run", "suite.yaml"], { cwd })).toMatchObject({ code: 3 });
      return (await runIn(cwd)).folder;
    }),
  );
  const [one, two] = await Promise.all(folders.map(timeless));
  expect(one).toEqual(two);
  expect(one!.map((row) => row["cell"])).toHaveLength(4);
  expect(one!.map((row) => row["response_text"])).toEqual(recorded.answers.map((row) => row.response_text));
  expect(one![2]).toMatchObject({ outcome: "failed", error: "bad_request: no such thing" });
  expect(recorded.server.seen).toHaveLength(4);
});

test("the replay of a replay is the same again: latency, tokens and words of failures are carried on", async () => {
  const recorded = await recordedRun();
  let file = join(recorded.folder, "run.jsonl");
  const generations: Record<string, unknown>[][] = [];
  for (let generation = 0; generation < 2; generation++) {
    const cwd = await folderWith({ ...smallStudy(""), "models.json": roster(file) });
    await assay(["eval", "run", "suite.yaml"], { cwd });
    const { folder } = await runIn(cwd);
    generations.push((await timeless(folder)).map(({ cell: _cell, endpoint: _endpoint, ...rest }) => rest));
    file = join(folder, "run.jsonl");
  }
  expect(generations[1]).toEqual(generations[0]);
});

test("a broken line in the recorded file is named with its file and line, before any run is begun", async () => {
  const recorded = await recordedRun();
  const rows = (await readFile(join(recorded.folder, "run.jsonl"), "utf8")).split("\n");
  rows[1] = rows[1]!.slice(0, -10);
  const cwd = await folderWith({ ...smallStudy(""), "models.json": roster("old.jsonl") });
  await writeFile(join(cwd, "old.jsonl"), rows.join("\n"));
  const { code, err } = await assay(["eval", "run", "suite.yaml"], { cwd });
  expect(code).toBe(2);
  expect(err).toMatch(/old\.jsonl:2/);
  expect(err).toMatch(/not JSON/);
  await expect(runIn(cwd)).rejects.toThrow();
});
