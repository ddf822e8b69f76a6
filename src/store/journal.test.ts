import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, truncate, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openJournal } from "./journal.ts";
import { parseJournalLine, readJournalLines } from "./journal-lines.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-journal-"));
  file = join(folder, "journal.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const record = (n: number) => JSON.stringify({ n, text: "ü".repeat(n % 7) });

async function idsIn(path: string): Promise<number[]> {
  const ids: number[] = [];
  for await (const line of readJournalLines(path)) ids.push((parseJournalLine(path, line) as { n: number }).n);
  return ids;
}

test("records come back in order, each at the offset and length that append told", async () => {
  const journal = await openJournal(file);
  const places = await Promise.all(Array.from({ length: 1000 }, (_, n) => journal.append(record(n))));
  await journal.close();
  const bytes = await readFile(file);
  expect(await idsIn(file)).toEqual(Array.from({ length: 1000 }, (_, n) => n));
  for (const [n, { offset, length }] of places.entries()) {
    expect(bytes.subarray(offset, offset + length).toString()).toBe(record(n));
  }
  expect(journal.size).toBe(bytes.length);
});

test("a record is in the file by the time its append resolves", async () => {
  const journal = await openJournal(file);
  for (let n = 0; n < 3; n++) {
    await journal.append(record(n));
    expect(await idsIn(file)).toHaveLength(n + 1);
  }
  await journal.close();
});

test("a record after a pause is synced at once; those that follow it wait for the next commit", async () => {
  const journal = await openJournal(file, { maxWaitMs: 600 });
  const start = performance.now();
  await journal.append(record(0));
  expect(performance.now() - start).toBeLessThan(500);
  await journal.append(record(1));
  expect(performance.now() - start).toBeGreaterThan(590);
  await journal.close();
});

test("a full batch does not wait, and flush does not either", async () => {
  const journal = await openJournal(file, { maxWaitMs: 60_000, maxRecords: 10 });
  await journal.append(record(0));
  await Promise.all(Array.from({ length: 10 }, (_, n) => journal.append(record(n))));
  const late = journal.append(record(11));
  await journal.flush();
  await late;
  await journal.close();
  expect(await idsIn(file)).toHaveLength(12);
});

test("reopening appends behind what is there and creates nothing twice", async () => {
  for (let n = 0; n < 3; n++) {
    const journal = await openJournal(file);
    expect(journal.recovered).toBeNull();
    await journal.append(record(n));
    await journal.close();
  }
  expect(await idsIn(file)).toEqual([0, 1, 2]);
});

test.each(['{"a":1}\n{"b":2}', "[1]", "", "plain"])("%j is no journal line", async (line) => {
  const journal = await openJournal(file);
  await expect(journal.append(line)).rejects.toThrow(TypeError);
  await journal.close();
  await expect(journal.append(record(1))).rejects.toThrow(/closed/);
});

describe("a torn last line is cut and reported", () => {
  test.each([
    ["half a record", '{"n":2,"te', 10],
    ["zeros of a lost page", "\0\0\0\0", 4],
    ["garbage with a line feed", "garbage\n", 8],
    ["half a record with a line feed", '{"n":2\n', 7],
    ["an empty line", "\n", 1],
    ["half a letter", Buffer.from('{"n":"ü"}').subarray(0, 7), 7],
  ])("%s", async (_name, tail, tornBytes) => {
    await writeFile(file, `${record(0)}\n${record(1)}\n`);
    await appendFile(file, tail);
    const torn: number[] = [];
    for await (const _ of readJournalLines(file, { onTorn: ({ bytes }) => torn.push(bytes.length) }));
    expect(torn).toHaveLength(1);

    const journal = await openJournal(file);
    expect(journal.recovered).toMatchObject({ tornBytes });
    await journal.append(record(2));
    await journal.close();
    expect(await idsIn(file)).toEqual([0, 1, 2]);
  });
});

test("a whole last record that only lacks its line feed is kept", async () => {
  await writeFile(file, `${record(0)}\n${record(1)}`);
  expect(await idsIn(file)).toEqual([0, 1]);
  const journal = await openJournal(file);
  expect(journal.recovered).toBeNull();
  await journal.append(record(2));
  await journal.close();
  expect(await idsIn(file)).toEqual([0, 1, 2]);
});

test("a journal that is one torn line becomes an empty one", async () => {
  await writeFile(file, `{"n":${"1".repeat(200_000)}`);
  const journal = await openJournal(file);
  expect(journal).toMatchObject({ size: 0, recovered: { tornBytes: 200_005 } });
  await journal.close();
});

describe("a broken line in the middle is refused with file and line, and nothing changes on disk", () => {
  test.each([
    ["not an object", "garbage", { line: 2 }],
    ["an empty line", "", { line: 2 }],
    ["zeros", "\0\0\0", { line: 2 }],
    ["broken inside", '{"n":1,,}', { line: 2, column: 8 }],
  ])("%s", async (_name, broken, place) => {
    const content = `${record(0)}\n${broken}\n${record(1)}\n{"torn`;
    await writeFile(file, content);
    const replay = (line: Parameters<typeof parseJournalLine>[1]) => void parseJournalLine(file, line);
    await expect(openJournal(file, { replay })).rejects.toMatchObject({
      code: "corrupt-file",
      place: { file, ...place },
    });
    await expect(idsIn(file)).rejects.toMatchObject({ code: "corrupt-file", place: { file, ...place } });
    expect(await readFile(file, "utf8")).toBe(content);
  });
});

test("replay sees every record before anything is changed, and its error leaves the file alone", async () => {
  const content = `${record(0)}\n${record(1)}\n{"torn`;
  await writeFile(file, content);
  const refuse = () => {
    throw new Error("another run");
  };
  await expect(openJournal(file, { replay: refuse })).rejects.toThrow("another run");
  expect(await readFile(file, "utf8")).toBe(content);

  const seen: number[] = [];
  const journal = await openJournal(file, { replay: ({ line }) => seen.push(line) });
  await journal.close();
  expect(seen).toEqual([1, 2]);
});

test.each([
  ["grows", () => appendFile(file, "{}\n")],
  ["shrinks", () => truncate(file, 1)],
  ["disappears", () => unlink(file)],
])("a file that %s underneath is noticed; nothing more is written", async (_name, change) => {
  const journal = await openJournal(file);
  await journal.append(record(0));
  await change();
  const content = await readFile(file, "utf8").catch(() => null);
  const appends = [journal.append(record(1)), journal.append(record(2))];
  for (const append of appends) await expect(append).rejects.toMatchObject({ code: "cannot-write", place: { file } });
  await expect(journal.append(record(3))).rejects.toMatchObject({ code: "cannot-write" });
  await expect(journal.close()).rejects.toMatchObject({ code: "cannot-write" });
  expect(await readFile(file, "utf8").catch(() => null)).toBe(content);
});

test("a path that cannot be written to is named", async () => {
  await writeFile(file, "x");
  await expect(openJournal(join(file, "journal.jsonl"))).rejects.toMatchObject({ code: "cannot-write", exitCode: 2 });
  await expect(openJournal(folder)).rejects.toMatchObject({ code: "cannot-write", place: { file: folder } });
});

test("kill -9 at any moment loses nothing that was acknowledged and repeats nothing", async () => {
  const journalUrl = new URL("./journal.ts", import.meta.url).href;
  const linesUrl = new URL("./journal-lines.ts", import.meta.url).href;
  const script = `
    import { writeSync } from "node:fs";
    import { openJournal } from ${JSON.stringify(journalUrl)};
    import { parseJournalLine } from ${JSON.stringify(linesUrl)};
    const file = process.argv[1];
    let next = 0;
    const journal = await openJournal(file, { replay: (line) => { next = parseJournalLine(file, line).n + 1; } });
    const worker = async () => {
      for (;;) {
        const n = next++;
        await journal.append(JSON.stringify({ n, text: "x".repeat(Math.random() * 4000) }));
        writeSync(1, n + "\\n");
      }
    };
    await Promise.all(Array.from({ length: 64 }, worker));
  `;
  const acknowledged = new Set<number>();
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    const closed = new Promise((resolve) => child.once("close", resolve));
    while (output === "") await sleep(5);
    await sleep(Math.random() * 80);
    child.kill("SIGKILL");
    await closed;
    for (const n of output.split("\n").slice(0, -1)) acknowledged.add(Number(n));

    const ids = await idsIn(file);
    const kept = new Set(ids);
    expect(kept.size).toBe(ids.length);
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
  }
  expect(acknowledged.size).toBeGreaterThan(100);
});
