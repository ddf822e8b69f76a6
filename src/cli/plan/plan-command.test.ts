import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDocument } from "../../schema/document.ts";
import { planKind } from "../../schema/report/plan.ts";
import { assay, folderWith } from "../testing/assay-process.ts";

const pilot = `seed,auc\n${[1.8, 1.4, 1.9, 1.6, 1.7].map((value, i) => `${i},${value}`).join("\n")}\n`;
const planIn = async (files: Record<string, string>, ...args: string[]) => {
  const cwd = await folderWith(files);
  return { cwd, ...(await assay(["plan", ...args], { cwd })) };
};

describe("assay plan", () => {
  test("σ .5 and a difference of .2 take 100 a group", async () => {
    const { code, out, err } = await planIn({}, "--sd", ".5", "--effect", ".2", "--design", "unpaired");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^power 0\.8 +100 +0\.80/m);
    expect(out).toMatch(/^budget 3 +3 +0\.067 +1\.535$/m);
    expect(out).toContain("taken for known");
  });

  test("a pilot adds what it leaves unknown; record and pictures can be read back", async () => {
    const { code, cwd, out } = await planIn(
      { "p.csv": pilot },
      ...["--pilot", "p.csv", "--metric", "auc", "--effect", "10%", "--precision", "5%", "--out", "plan", "--json"],
    );
    expect(code).toBe(0);
    const file = join(cwd, "plan", "plan.json");
    const record = parseDocument(planKind, await readFile(file, "utf8"), file);
    expect(JSON.parse(out)).toMatchObject({ schema: "assay/plan@1", content_hash: record.contentHash });
    expect(record.rows.map(({ criterion }) => criterion.split(" ")[0])).toEqual(
      expect.arrayContaining(["power", "assurance", "precision", "budget"]),
    );
    expect(record.config["effect"]).toBeCloseTo(0.168, 10);
    expect((await readdir(join(cwd, "plan", "pictures"))).sort()).toEqual(
      ["minimum-n", "power"].flatMap((name) => [`${name}.csv`, `${name}.png`, `${name}.svg`]),
    );
  });

  test("two pilots of right and wrong answers give the discordant share", async () => {
    const table = (step: number) =>
      `item_id,m\n${Array.from({ length: 40 }, (_, i) => `${i},${Number(i % step === 0)}`).join("\n")}\n`;
    const { code, out } = await planIn(
      { "a.csv": table(2), "b.csv": table(4) },
      ...["--pilot", "a.csv", "--pilot", "b.csv", "--design", "mcnemar", "--effect", "0.05"],
    );
    expect(code).toBe(0);
    expect(out).toContain("25 % of the items are taken to be discordant");
  });

  test("two pilots over seeds and items give the parts, and prices the cheapest number of items", async () => {
    const table = (shift: number) => {
      const rows = Array.from({ length: 120 }, (_, i) => {
        const [seed, item] = [Math.floor(i / 20), i % 20];
        return `q${item},${shift}${seed},${Math.sin(9 * item) + 0.2 * Math.cos(shift + 5 * seed) + 0.3 * Math.sin(shift * i * 7)}`;
      });
      return `item_id,seed,m\n${rows.join("\n")}\n`;
    };
    const { code, out, err } = await planIn(
      { "a.csv": table(1), "b.csv": table(2) },
      ...["--pilot", "a.csv", "--pilot", "b.csv", "--design", "two-level", "--effect", "0.2"],
      ...["--cost-per", "40", "--cost-item", "0.5", "--json"],
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const plan = JSON.parse(out) as {
      rows: { criterion: string; n: number; cost: number; reason: string | null }[];
      assumptions: string[];
    };
    const line = plan.rows.filter(({ criterion }) => /with \d+ items$/.test(criterion));
    expect(line.map(({ criterion }) => Number(/(\d+) items$/.exec(criterion)![1]))).toEqual([5, 10, 20, 40, 80]);
    for (const [k, { n, cost }] of line.entries()) {
      if (n !== null) expect(cost).toBeCloseTo(n * (40 + 0.5 * [5, 10, 20, 40, 80][k]!), 9);
    }
    const cheapest = line.filter(({ reason }) => reason === "the cheapest of these");
    expect(Math.min(...line.flatMap(({ cost }) => cost ?? []))).toBe(cheapest[0]!.cost);
    expect(plan.assumptions.join(" ")).toContain("estimated with 10 degrees of freedom between seeds");
  });

  test("a pilot with clusters gives their size and correlation", async () => {
    const table = (shift: number) =>
      `item_id,topic,m\n${Array.from({ length: 60 }, (_, i) => `${i},t${Math.floor(i / 5)},${Math.sin(shift * Math.floor(i / 5)) + 0.4 * Math.cos(shift * i)}`).join("\n")}\n`;
    const { code, out } = await planIn(
      { "a.csv": table(1), "b.csv": table(3) },
      ...["--pilot", "a.csv", "--pilot", "b.csv", "--cluster", "topic", "--design", "clustered", "--effect", "0.2"],
    );
    expect(code).toBe(0);
    expect(out).toMatch(/Clusters of 5 items, correlation within them 0\.\d+: n is \d\.\d+ times/);
  });
});

test.each([
  [
    ["--pilot", "two.csv", "--effect", "0.1"],
    "a plan from a pilot needs at least 3 observations, got 2",
    "Add 1 more run to the pilot, or give --sd.",
  ],
  [["--effect", "0.1"], "needs --pilot or --sd", "--help"],
  [["--sd", "1", "--effect", "5%"], "there is none", "Give --mean"],
  [["--sd", "1", "--effect", "0.1", "--power", "80"], "did you mean 0.8?", ""],
  [["--sd", "-1", "--effect", "0.1"], "above 0", ""],
  [["--sd", "1", "--effect", "x"], "a number is expected", ""],
  [["--sd", "1", "--pilot", "p.csv"], "the same thing twice", "Give one"],
  [["--sd", "1", "--design", "crossed"], "one of paired", ""],
  [["--sd", "1", "--grid", "5,x"], "a whole number", ""],
  [["--sd-seed", "1", "--design", "two-level"], "together", ""],
  [["--pilot", "p.csv", "--design", "two-level", "--effect", "0.1"], "takes two pilots", "Give --pilot twice"],
  [["--pilot", "p.csv", "--sd-seed", "1", "--design", "two-level"], "the same thing twice", "Give one"],
  [["--pilot", "p.csv", "--design", "clustered", "--effect", "0.1"], "no two items", "--cluster"],
  [["--pilot", "nothing.csv"], 'there is no "nothing.csv"', ""],
])("%j exits 2 and writes nothing", async (args, words, next) => {
  const cwd = await folderWith({ "p.csv": pilot, "two.csv": "seed,auc\n1,1.8\n2,1.9\n" });
  const before = await readdir(cwd);
  const { code, out, err } = await assay(["plan", ...args, "--out", "plan"], { cwd });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(words);
  expect(err).toContain(next);
  expect(await readdir(cwd)).toEqual(before);
});
