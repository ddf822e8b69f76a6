import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { matrixReference } from "../../studies/matrix/testing/reference-table.ts";
import { assay, folderWith } from "../testing/assay-process.ts";

const data = placeOf("llm_benchmark_data.json");
const mask = placeOf("canonical_mask.json");
const quick = ["--no-intervals", "--no-leak-proof", "--resamples", "200"];
const withinMs = 120_000;

/** Commands run in folders of their own. */
function placeOf(name: string): string | null {
  const file = matrixReference(name);
  return file === null ? null : resolve(file);
}

interface Written {
  readonly predictors: readonly {
    readonly id: string;
    readonly status: string;
    readonly reason: string | null;
    readonly n_cells: number;
    readonly unclipped: Readonly<Record<string, { readonly value: number }>>;
    readonly clipped: Readonly<Record<string, { readonly value: number }>>;
    readonly intervals: readonly { readonly level: number; readonly coverage: { readonly value: number } }[];
  }[];
  readonly leak_proof: readonly {
    readonly predictor: string;
    readonly identical: boolean;
    readonly first_difference: { readonly model_id: string; readonly benchmark_id: string } | null;
  }[];
}

async function evaluated(args: readonly string[], cwd: string) {
  const ended = await assay(["matrix", "evaluate", ...args, "--json"], { cwd, withinMs });
  return { ...ended, record: (ended.out === "" ? null : JSON.parse(ended.out)) as Written };
}

describe.skipIf(data === null || mask === null)("on the public table (skipped: no reference data)", () => {
  const table = ["--data", String(data)];

  test("the public harness's folds, bit for bit, and its errors", async () => {
    const cwd = await folderWith();
    const line = [...table, "--protocol", "per-model", "--numpy-legacy", "--duplicates", "last", "--seed", "42"];
    const { code, record } = await evaluated([...line, "--predictor", "blend,fax:2-6", ...quick], cwd);
    expect(code).toBe(0);
    const [blend, fax] = record.predictors;
    expect([blend!.n_cells, fax!.n_cells]).toEqual([1950, 1950]);
    expect(Math.abs(blend!.unclipped["medape"]!.value - 7.248)).toBeLessThanOrEqual(0.001);
    expect(fax!.clipped["medape"]!.value).toBeLessThanOrEqual(6.5);
    expect(fax!.clipped["median_absolute"]!.value).toBeLessThanOrEqual(4.25);
  });

  test("the default predictor on the published mask, and its intervals", async () => {
    const cwd = await folderWith();
    const { code, record } = await evaluated(
      [...table, "--mask", String(mask), "--predictor", "assay", "--resamples", "200", "--no-leak-proof"],
      cwd,
    );
    expect(code).toBe(0);
    const [own] = record.predictors;
    expect(own!.clipped["mae"]!.value).toBeLessThanOrEqual(12.5);
    expect(own!.unclipped["mae"]!.value).toBeLessThanOrEqual(12.9);
    const coverage = own!.intervals.find(({ level }) => level === 0.9)!.coverage.value;
    expect(coverage).toBeGreaterThanOrEqual(0.84);
    expect(coverage).toBeLessThanOrEqual(0.96);
  });

  test("the published mask is made again with its quirk alone, and zeros are named without it", async () => {
    const cwd = await folderWith();
    const make = (...more: string[]) => assay(["matrix", "mask", ...table, ...more], { cwd, withinMs });
    const quirk = await make("--quirk", "canonical-v1", "--out", "m");
    const published = "2a572935a067134718f207d59a1de29cb4f0aefbe94f81148da6b79bb896091c";
    expect(quirk.out).toContain(published);
    const made = await readFile(join(cwd, "m", "mask.json"));
    expect(createHash("sha256").update(made).digest("hex")).toBe(published);
    const plain = await make("--seed", "20260226", "--json");
    const summary = JSON.parse(plain.out) as { sha256: string; zeros: unknown[] };
    expect(summary.sha256).not.toBe(published);
    expect(summary.zeros).toHaveLength(8);
    const check = await make("--check", String(mask));
    expect(check).toMatchObject({ code: 0, out: expect.stringContaining("canonical-v1") });
  });
});

const hoarder = `
const seen = new Map();
export default () => ({
  id: "hoarder",
  fit(view) {
    for (let m = 0; m < view.models.length; m++)
      for (let k = view.rows.start[m]; k < view.rows.start[m + 1]; k++)
        seen.set(m + " " + view.rows.index[k], view.rows.value[k]);
    return { predict: (cells) => cells.map(({ model, benchmark }) => seen.get(model + " " + benchmark) ?? 40) };
  },
});`;
const plugins = {
  "half.ts":
    "export default { id: 'half', fit: () => ({ predict: (cells: unknown[]) => cells.map(() => 50 as number) }) };",
  "hoarder.mjs": hoarder,
  "dice.mjs":
    "export default { id: 'dice', fit: () => ({ predict: (cells) => cells.map(() => 100 * Math.random()) }) };",
  "seeded.mjs": `export default { id: "seeded", async fit(view, { rng }) {
    return { predict: (cells) => cells.map(() => 100 * rng.float()) }; } };`,
  "nan.mjs": "export default { id: 'nan', fit: () => ({ predict: (cells) => cells.map(() => NaN) }) };",
  "throws.mjs": "export default { id: 'throws', fit() { throw new Error('no luck'); } };",
  "quits.mjs": "export default { id: 'quits', fit() { process.exit(0); } };",
  "prints.mjs":
    "console.log('hello'); export default { id: 'prints', fit: () => ({ predict: (c) => c.map(() => null) }) };",
};

async function withPlugins(): Promise<string> {
  const cwd = await folderWith(plugins);
  expect((await assay(["matrix", "generate", "--preset", "tiny", "--out", "t"], { cwd })).code).toBe(0);
  return cwd;
}
const tiny = ["--data", "t/scores.json", "--min-cells", "6", "--reveal", "3", "--eval-models", "4"];
const brief = ["--no-intervals", "--resamples", "200", "--predictor", "mean"];

describe("a predictor of one's own", () => {
  test("is scored beside ours, and proven independent of what it may not see", async () => {
    const cwd = await withPlugins();
    const { code, record } = await evaluated([...tiny, ...brief, "--plugin", "half.ts", "--plugin", "seeded.mjs"], cwd);
    expect(code).toBe(0);
    expect(record.predictors.map(({ id }) => id)).toEqual(["mean", "half", "seeded"]);
    expect(record.leak_proof.map(({ identical }) => identical)).toEqual([true, true, true]);
  });

  test("that keeps what other tasks let it see is found out: exit 1, the first cell named", async () => {
    const cwd = await withPlugins();
    const ended = await assay(["matrix", "evaluate", ...tiny, ...brief, "--plugin", "hoarder.mjs", "--out", "o"], {
      cwd,
      withinMs,
    });
    expect(ended.code).toBe(1);
    expect(ended.out).toMatch(/LEAK: hoarder answers otherwise .* model-\d+\/bench-\d+ went from/);
    const record = JSON.parse(await readFile(join(cwd, "o", "evaluation.json"), "utf8")) as Written;
    expect(record.leak_proof.find(({ predictor }) => predictor === "hoarder")).toMatchObject({
      identical: false,
      first_difference: { model_id: expect.stringMatching(/^model-/), benchmark_id: expect.stringMatching(/^bench-/) },
    });
    expect(await readFile(join(cwd, "o", "report.html"), "utf8")).toContain("LEAK");
  });

  test("that draws without its seed is found out too", async () => {
    const cwd = await withPlugins();
    expect((await evaluated([...tiny, ...brief, "--plugin", "dice.mjs"], cwd)).code).toBe(1);
  });

  test("that answers no number, throws or ends its thread fails alone: exit 3, the reason said", async () => {
    const cwd = await withPlugins();
    const bad = ["nan", "throws", "quits", "prints"].flatMap((name) => ["--plugin", `${name}.mjs`]);
    const ended = await evaluated([...tiny, ...brief, ...bad, "--no-leak-proof"], cwd);
    expect(ended.code).toBe(3);
    expect(ended.err).toContain("hello");
    expect(ended.record.predictors.map(({ id, status }) => [id, status])).toEqual([
      ["mean", "ok"],
      ["nan", "error"],
      ["throws", "error"],
      ["quits", "error"],
      ["prints", "ok"],
    ]);
    expect(ended.record.predictors[1]!.reason).toContain("answered NaN");
    expect(ended.record.predictors[2]!.reason).toContain("no luck");
    expect(ended.record.predictors[3]!.reason).toContain("ended its thread");
  });

  test.each([
    ["nowhere.ts", "", /there is no such predictor/],
    ["broken.ts", "export default {", /does not work/],
    ["empty.ts", "export const id = 'x';", /neither a predictor nor a function/],
    ["nameless.ts", "export default { fit() {} };", /has no id/],
  ])("%s: exit 2, the file named, nothing written", async (name, text, says) => {
    const cwd = await folderWith(text === "" ? {} : { [name]: text });
    const before = await readdir(cwd);
    const ended = await assay(["matrix", "evaluate", "--data", "x.json", "--plugin", name, "--out", "o"], { cwd });
    expect(ended).toMatchObject({ code: 2, out: "" });
    expect(ended.err).toMatch(says);
    expect(ended.err).toContain(name);
    expect(await readdir(cwd)).toEqual(before);
  });
});
