import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDocument } from "../../schema/document.ts";
import { comparisonKind } from "../../schema/report/comparison.ts";
import { assay, folderWith } from "../testing/assay-process.ts";

/** 100 items, 0 or 1; `without` of them have no row. */
function table(right: (i: number) => boolean, options: { without?: number; more?: string } = {}): string {
  const rows = Array.from(
    { length: 100 },
    (_, i) => `q${i},${Number(right(i))}${options.more === undefined ? "" : ",h1"}`,
  );
  const head = `item_id,accuracy${options.more === undefined ? "" : `,${options.more}`}`;
  return `${[head, ...rows.slice(options.without ?? 0)].join("\n")}\n`;
}

const a = table((i) => i % 2 === 0);
const b = table((i) => i % 2 === 0 || i % 10 === 1);
const compareIn = async (files: Record<string, string>, ...args: string[]) => {
  const cwd = await folderWith(files);
  return { cwd, ...(await assay(["compare", ...args], { cwd })) };
};

describe("assay compare", () => {
  test("says in one line a metric what the evidence supports, and exits by it", async () => {
    const { code, out, err } = await compareIn({ "a.csv": a, "b.csv": b }, "a.csv", "b.csv", "--min-effect", "0.01");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(
      /^accuracy {2}b − a {2}\+10\.0 pp \[.*\] Tango, n 100 items, p 0\.0020 \(McNemar exact\), MDE .* pp, floor 1\.0 pp → better\n/,
    );
    expect(out).toMatch(/verdict: better, exit 0\n$/);
  });

  test("exits 1 where the subject is worse, and 4 where nothing is settled and --strict asks", async () => {
    const files = { "a.csv": a, "b.csv": b };
    expect((await compareIn(files, "b.csv", "a.csv")).code).toBe(1);
    expect((await compareIn(files, "a.csv", "a.csv", "--strict")).code).toBe(4);
  });

  test("writes a record that can be read back, words, and pictures; the printed verdict is the record's", async () => {
    const { code, cwd, out } = await compareIn(
      { "a.csv": a, "b.csv": b },
      "a.csv",
      "b.csv",
      "--out",
      "report",
      "--json",
    );
    expect(code).toBe(0);
    const file = join(cwd, "report", "comparison.json");
    const record = parseDocument(comparisonKind, await readFile(file, "utf8"), file);
    expect(record.verdict).toBe("better");
    expect(JSON.parse(out)).toMatchObject({ verdict: "better", exit_code: 0, content_hash: record.contentHash });
    expect((await readdir(join(cwd, "report", "pictures"))).sort()).toEqual(
      ["forest", "pairs"].flatMap((name) => [`${name}.csv`, `${name}.png`, `${name}.svg`]),
    );
    const words = await readFile(join(cwd, "report", "comparison.md"), "utf8");
    expect(words).toContain("Verdict: **better**");
    expect(words).toContain("pictures/forest.svg");
  });

  test("reads JSONL with clusters, lists of numbers, and columns by name", async () => {
    const jsonl = (shift: number) =>
      Array.from({ length: 24 }, (_, i) =>
        JSON.stringify({ item_id: i, cluster_id: i >> 2, m: Math.sin(i) + shift }),
      ).join("\n");
    const clustered = await compareIn({ "a.jsonl": jsonl(0), "b.jsonl": jsonl(0.01) }, "a.jsonl", "b.jsonl", "--json");
    expect(JSON.parse(clustered.out)).toMatchObject({
      rows: [{ evidence: { used: "clustered-items" }, n: { clusters: 6 } }],
    });
    const lists = await compareIn({}, "0.81,0.79,0.83", "0.84,0.86,0.85", "--metric", "auc");
    expect(lists.out).toMatch(/^auc {2}0\.84,0\.86,0\.85 − 0\.81,0\.79,0\.83 .* n 3 and 3 runs/);
    const wide = await compareIn(
      { "w.csv": "id,x,y\n1,0.2,0.3\n2,0.1,0.5\n3,0.4,0.4\n" },
      "w.csv#x",
      "w.csv#y",
      "--item",
      "id",
    );
    expect(wide.out).toMatch(/^value {2}y − x /);
  });
});

describe("missing and doubled items", () => {
  const files = { "a.csv": a, "b.csv": table((i) => i % 2 === 0, { without: 7 }) };

  test("7 % missing on one side exit 3 with the count", async () => {
    const { code, out } = await compareIn(files, "a.csv", "b.csv");
    expect(code).toBe(3);
    expect(out).toContain("7 of 100 items have no value on both sides (7.0 %, more than 5 %)");
    expect(out).toContain("verdict: incomparable, exit 3");
  });

  test("--missing bound shows how far they could move the difference", async () => {
    const { code, out } = await compareIn(files, "a.csv", "b.csv", "--missing", "bound");
    expect(code).toBe(0);
    expect(out).toMatch(/Missing values could move the difference from −4\.\d+ pp to 3\.\d+ pp/);
  });

  test("a doubled item exits 2 and names both lines", async () => {
    const { code, err, out } = await compareIn({ "a.csv": a, "b.csv": `${b}q7,1\n` }, "a.csv", "b.csv");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain('item "q7" of accuracy is there twice: lines 9 and 102');
    expect(err).toMatch(/where: .*b\.csv:102/);
  });

  test("another data set is incomparable", async () => {
    const one = table((i) => i % 2 === 0, { more: "dataset_hash" });
    const { code, out } = await compareIn({ "a.csv": one, "b.csv": one.replaceAll("h1", "h2") }, "a.csv", "b.csv");
    expect(code).toBe(3);
    expect(out).toContain("incomparable: another data set: h2 (b) and h1 (a)");
  });
});

test.each([
  [["a.csv", "b.csv", "--level", "95"], "did you mean 0.95?"],
  [["a.csv", "b.csv", "--alpha", "5"], "did you mean 0.05?"],
  [["a.csv", "b.csv", "--goal", "equivalence"], "without a margin"],
  [["a.csv", "b.csv", "--method", "paired-binery"], "Did you mean paired-binary?"],
  [["a.csv", "b.csv", "--method", "clustered-items"], "every item is a cluster of its own"],
  [["a.csv", "b.csv", "--metric", "acuracy"], "Did you mean accuracy?"],
  [["a.csv", "b.csv", "--ci", "wald"], "one of bca"],
  [["a.csv", "b.csv", "--ci", "bca"], "does not fit this evidence"],
  [["a.csv", "b.csv", "--correction", "max"], "one of holm"],
  [["a.csv", "b.csv", "--pair-by", "mood"], "one of item, seed, none"],
  [["a.csv", "b.csv", "--reference", "c"], 'no side is called "c"'],
  [["a.csv", "b.csv", "--cluster", "topic"], 'no column "topic"'],
  [["a.csv", "nothing.csv"], 'there is no "nothing.csv"'],
  [["a.csv"], "two sides or more"],
  [["a.csv", "torn.csv"], "this row has 1 cells"],
  [["a.csv", "words.csv"], "no column of this table holds numbers"],
])("%j exits 2, says what to do next, and writes nothing", async (args, words) => {
  const cwd = await folderWith({
    "a.csv": a,
    "b.csv": b,
    "torn.csv": "item_id,accuracy\nq1\n",
    "words.csv": "item_id\nq1\n",
  });
  const before = await readdir(cwd);
  const { code, out, err } = await assay(["compare", ...args, "--out", "report"], { cwd });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(words);
  expect(err).toMatch(/ {2}next: {2}\S/);
  expect(await readdir(cwd)).toEqual(before);
});

const aucs = resolve(process.env["ASSAY_REFERENCE"] ?? "../shared/reference", "training/icl_aucs.json");
test.skipIf(!existsSync(aucs))("the learning curves of two architectures (needs the reference folder)", async () => {
  const { code, out } = await compareIn(
    {},
    `${aucs}#reset`,
    `${aucs}#recurrent`,
    "--metric",
    "auc",
    "--pair-by",
    "seed",
  );
  expect(code).toBe(0);
  expect(out).toContain("paired t 8.975991, df 14, p 3.4993e-7");
  expect(out).toContain("Pairing by seed bought nothing: r 0.04, 1.9 % of the variance.");
});
