import { appendFile, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith } from "./testing/assay-process.ts";
import { completion, lines, modelServer, questionOf, runIn, settledCells, smallStudy } from "./testing/small-study.ts";

/** A finished run of four cells against a server that counts what it is asked. */
async function finishedRun() {
  const server = await modelServer();
  const cwd = await folderWith(smallStudy(server.url));
  expect(await assay(["eval", "run", "suite.yaml"], { cwd })).toMatchObject({ code: 0 });
  return { cwd, server, ...(await runIn(cwd)) };
}

test("a torn last line is cut, said, and its call made again; the rest is kept", async () => {
  const { cwd, server, journal, answers, folder } = await finishedRun();
  const text = await readFile(journal, "utf8");
  const last = text.lastIndexOf('{"t":"attempt","final":true');
  await truncate(journal, last + 90);
  const { code, out, err } = await assay(["eval", "run", "--resume", "latest"], { cwd });
  expect(code).toBe(0);
  expect(err).toMatch(/cut 90 bytes of a torn last line off the journal; that call will be made again/);
  expect(out).toContain("4 answered of 4 cells");
  expect(server.seen).toHaveLength(5);
  expect((await readFile(journal, "utf8")).slice(0, last)).toBe(text.slice(0, last));
  const again = (await runIn(cwd)).answers;
  expect(again.map((row) => row.response_text)).toEqual(answers.map((row) => row.response_text));
  expect(new Set(await settledCells(journal)).size).toBe(4);
  expect((await settledCells(journal)).length).toBe(4);
  expect(lines(await readFile(join(folder, "run.jsonl"), "utf8"))).toHaveLength(4);
});

test.each([
  ["cut at its end", (line: string) => line.slice(0, -40)],
  ["that is foreign", () => '{"name":"somebody else"}'],
  ["that is empty", () => ""],
])("a line %s in the middle of a journal stops the resume: exit 2, unchanged on disk", async (_, spoil) => {
  const { cwd, server, journal, folder } = await finishedRun();
  const rows = (await readFile(journal, "utf8")).split("\n");
  rows[2] = spoil(rows[2]!);
  await writeFile(journal, rows.join("\n"));
  const before = await snapshot(folder);
  const { code, out, err } = await assay(["eval", "run", "--resume", "latest", "--repeats", "2"], { cwd });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/where: .*journal\.jsonl:3/);
  expect(err).toMatch(/next: {2}Nothing was changed\. Restore the file/);
  expect(server.seen).toHaveLength(4);
  expect(await snapshot(folder)).toEqual(before);
});

test.each([
  ["run.json cut", "run.json", (text: string) => text.slice(0, 100), /run\.json:/],
  [
    "run.json of a newer version",
    "run.json",
    (text: string) => text.replace("assay/run@1", "assay/run@7"),
    /assay\/run@7/,
  ],
  ["run.json changed by hand", "run.json", (text: string) => text.replace('"planned": 4', '"planned": 9'), /run\.json/],
  ["grid.jsonl changed", "grid.jsonl", (text: string) => text.replace("question 1", "question X"), /gridSha256|grid/],
  ["grid.jsonl cut", "grid.jsonl", (text: string) => text.slice(0, -30), /grid\.jsonl:4/],
])("%s stops the resume: exit 2, unchanged on disk", async (_, name, spoil, words) => {
  const { cwd, server, folder } = await finishedRun();
  const file = join(folder, name);
  await writeFile(file, spoil(await readFile(file, "utf8")));
  const before = await snapshot(folder);
  const { code, out, err } = await assay(["eval", "run", "--resume", "latest"], { cwd });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(words);
  expect(err).toMatch(/\n {2}next: {2}\S/);
  expect(server.seen).toHaveLength(4);
  expect(await snapshot(folder)).toEqual(before);
});

test("a resume with another temperature is refused and names the key with both values", async () => {
  const { cwd, server, folder } = await finishedRun();
  const before = await snapshot(folder);
  const { code, err } = await assay(["eval", "run", "--resume", "latest", "--temperature", "0.7"], { cwd });
  expect(code).toBe(2);
  expect(err).toContain("local/m.params.temperature: was 0, is now 0.7");
  expect(err).toMatch(/next: {2}Resume with the recorded settings/);
  expect(server.seen).toHaveLength(4);
  expect(await snapshot(folder)).toEqual(before);
});

test("more repeats are allowed on resume, and only they are asked", async () => {
  const { cwd, server } = await finishedRun();
  const { code, out } = await assay(["eval", "run", "--resume", "latest", "--repeats", "3"], { cwd });
  expect(code).toBe(0);
  expect(out).toContain("12 answered of 12 cells");
  expect(server.seen).toHaveLength(12);
});

test("--retry failed asks the failed cells again, and no others", async () => {
  let healthy = false;
  const server = await modelServer((request, response) => {
    const bad = !healthy && /[13]$/.test(questionOf(request));
    if (bad) sendJson(response, 500, { error: { message: "out of order" } });
    else sendJson(response, 200, completion(`echo ${questionOf(request)}`));
  });
  const cwd = await folderWith(smallStudy(server.url));
  const first = await assay(["eval", "run", "suite.yaml", "--max-retries", "0"], { cwd });
  expect(first).toMatchObject({ code: 3 });
  expect(first.out).toContain("2 answered, 2 failed of 4 cells");
  expect(first.out).toMatch(/--resume small-\S+ --retry failed/);
  expect((await runIn(cwd)).answers.map((row) => row.outcome)).toEqual(["answered", "failed", "answered", "failed"]);

  const untouched = await assay(["eval", "run", "--resume", "latest"], { cwd });
  expect([untouched.code, server.seen.length]).toEqual([3, 4]);

  healthy = true;
  const retried = await assay(["eval", "run", "--resume", "latest", "--retry", "failed"], { cwd });
  expect(retried).toMatchObject({ code: 0 });
  expect(retried.out).toContain("4 answered of 4 cells; 6 calls");
  expect(server.seen.slice(4).map(questionOf).sort()).toEqual(["question 1", "question 3"]);
  expect((await runIn(cwd)).run).toMatchObject({ status: "ok", counts: { answered: 4, failed: 0 } });
});

test("a second process is kept off a run that is being written", async () => {
  const { cwd, folder } = await finishedRun();
  const held = JSON.parse(await readFile(join(folder, "run.json"), "utf8")) as { id: string };
  const { lockFolder } = await import("../store/run-lock.ts");
  const lock = await lockFolder(folder, { now: new Date() });
  const { code, err } = await assay(["eval", "run", "--resume", held.id], { cwd });
  expect(code).toBe(2);
  expect(err).toMatch(/another process writes here: pid \d+/);
  await lock.release();
  expect(await assay(["eval", "run", "--resume", held.id], { cwd })).toMatchObject({ code: 0 });
});

test("an index that was deleted is made again from the journal", async () => {
  const { cwd, server, folder } = await finishedRun();
  await rm(join(folder, "journal.index"));
  await appendFile(join(folder, "run.log"), "");
  expect(await assay(["eval", "run", "--resume", "latest"], { cwd })).toMatchObject({ code: 0 });
  expect(server.seen).toHaveLength(4);
});

/** The files of a run that hold evidence, as text. */
async function snapshot(folder: string): Promise<Record<string, string>> {
  const names = ["journal.jsonl", "run.json", "run.jsonl", "grid.jsonl", "run_grid.json"];
  return Object.fromEntries(await Promise.all(names.map(async (n) => [n, await readFile(join(folder, n), "utf8")])));
}
