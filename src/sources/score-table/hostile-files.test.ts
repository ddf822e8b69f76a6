import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { AssayError } from "../../errors/assay-error.ts";
import { extractTable } from "./extract-table.ts";

/** Reads this text as a file of that name: a table of finite scores, or an error of ours. */
async function survives(folder: string, name: string, text: string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, text);
  try {
    const { table } = await extractTable([file]);
    for (const { value } of table.cells) expect(Number.isFinite(value)).toBe(true);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
  }
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "assay-hostile-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const score = fc.oneof(
  fc.double(),
  fc.integer({ max: 100 }),
  fc.constantFrom("71.2%", "n/a", "", null, "x", true, [1], {}),
);
const record = fc.record(
  {
    model: fc.constantFrom("a", "b", "c", 1, null),
    task: fc.constantFrom("mmlu", "gpqa", ""),
    score,
    date: fc.string(),
    __proto__: score,
  },
  { requiredKeys: [] },
);

test("any JSON is a table or an error that says why", async () => {
  const folder = await temporaryFolder();
  const shapes = fc.oneof(
    fc.jsonValue(),
    fc.array(record, { maxLength: 12 }),
    fc.record({ scores: fc.array(record), models: fc.array(fc.record({ id: fc.string(), name: fc.string() })) }),
    fc.dictionary(fc.string(), fc.dictionary(fc.string(), score)),
    fc.record({
      models: fc.array(fc.string()),
      benchmarks: fc.array(fc.string()),
      observed: fc.array(fc.array(score)),
    }),
  );
  await fc.assert(
    fc.asyncProperty(shapes, (value) => survives(folder, "x.json", JSON.stringify(value) ?? "null")),
    { numRuns: 400, seed: 1 },
  );
});

test("any text is a CSV, a TSV or JSONL, or an error that says why", async () => {
  const folder = await temporaryFolder();
  const field = fc.constantFrom(
    "model",
    "task",
    "a",
    "b",
    "1",
    "2.5",
    "",
    '"',
    '"x',
    '""',
    "\n",
    "é",
    "1e999",
    "-",
    "\u0000",
  );
  const text = fc.array(fc.array(field, { maxLength: 5 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom("x.csv", "x.tsv", "x.jsonl", "x"), (rows, name) =>
      survives(folder, name, rows.map((row) => row.join(name === "x.tsv" ? "\t" : ",")).join("\n")),
    ),
    { numRuns: 400, seed: 1 },
  );
});

test("keys that objects have from birth are data like any other", async () => {
  const folder = await temporaryFolder();
  const names = ["constructor", "toString", "hasOwnProperty"];
  const rows = names.flatMap((model) => ["valueOf", "__proto__"].map((task, i) => ({ model, task, score: i + 1 })));
  await writeFile(join(folder, "x.json"), JSON.stringify(rows));
  const { table } = await extractTable([join(folder, "x.json")]);
  expect(table.models.map(({ id }) => id)).toEqual(names);
  expect(table.cells).toHaveLength(6);
});

test("JSON nested thousands deep is an error, not a crash", async () => {
  const folder = await temporaryFolder();
  await survives(folder, "x.json", `${'{"a":['.repeat(3_000)}1${"]}".repeat(3_000)}`);
  await survives(folder, "x.json", `${'[{"a":'.repeat(3_000)}1${"}]".repeat(3_000)}`);
});
