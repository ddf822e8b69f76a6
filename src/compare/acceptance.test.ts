import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare } from "./compare.ts";
import { readSides } from "./read/read-sides.ts";

const folder = process.env["ASSAY_REFERENCE"] ?? "../shared/reference";
const aucs = join(folder, "training/icl_aucs.json");
const preferences = join(folder, "indicators/lmarena/alpaca_eval2_pairwise_preferences.csv");
const cwd = process.cwd();

interface FiguresOnDisk {
  tests: { name: string; statistic: number | null; df: number | null; p: number | null }[];
  effects: { name: string; value: number }[];
  se: number;
}

describe.skipIf(!existsSync(aucs))("recurrent − reset over 15 seeds (needs the reference folder)", () => {
  const sides = () => readSides([`${aucs}#reset`, `${aucs}#recurrent`], { cwd });
  const figuresOf = (content: ReturnType<typeof compare>["content"]) =>
    (content.study!["figures"] as unknown as FiguresOnDisk[])[0]!;

  test("is Welch's by default", async () => {
    const { content } = compare(await sides());
    const [row] = content.rows;
    expect(row!.delta).toBeCloseTo(1.157533, 6);
    expect(row!.ci).toMatchObject({
      method: "Welch",
      low: expect.closeTo(0.881803, 6),
      high: expect.closeTo(1.433263, 6),
    });
    const { tests, effects } = figuresOf(content);
    const welch = tests.find(({ name }) => name === "Welch t")!;
    expect(welch.df).toBeCloseTo(16.19665, 5);
    expect(welch.p! / 1.2455e-7).toBeCloseTo(1, 4);
    expect(effects).toEqual([
      { name: "probability of improvement", value: expect.closeTo(0.96, 12) },
      { name: "same-seed win rate", value: expect.closeTo(14 / 15, 12) },
    ]);
    expect(row!.verdict).toBe("better");
  });

  test("pairs by seed when asked to, and says that pairing bought nothing", async () => {
    const { content } = compare(await sides(), { pairBy: "seed" });
    const [row] = content.rows;
    const { tests } = figuresOf(content);
    const t = tests.find(({ name }) => name === "paired t")!;
    expect(t.statistic).toBeCloseTo(8.975991, 6);
    expect(t.p! / 3.4993e-7).toBeCloseTo(1, 4);
    expect(row!.p).toBeCloseTo(4 / 32768, 12);
    expect(row!.pairing).toMatchObject({
      used: "seed",
      r: expect.closeTo(0.0363, 4),
      varianceReduction: expect.closeTo(0.0189, 4),
    });
    expect(row!.notes.join(" ")).toContain("Pairing by seed bought nothing");
    expect(row!.notes.join(" ")).toContain("4/32768");
  });
});

test.skipIf(!existsSync(preferences))(
  "805 AlpacaEval items: claude-2.1 − claude-instant-1.2 is inconclusive (needs the reference folder)",
  async () => {
    const refs = [`${preferences}#claude-instant-1.2`, `${preferences}#claude-2.1`];
    const { content } = compare(await readSides(refs, { cwd, item: "instruction_id" }));
    const [row] = content.rows;
    expect(100 * row!.delta!).toBeCloseTo(-0.393789, 6);
    const { se } = (content.study!["figures"] as unknown as FiguresOnDisk[])[0]!;
    expect(100 * se).toBeCloseTo(0.975738, 6);
    expect(se / Math.sqrt(1 - row!.pairing!.varianceReduction!)).toBeCloseTo(0.01594158, 8);
    expect(row!.p).toBeCloseTo(0.68663, 5);
    expect(row!.verdict).toBe("inconclusive");
    expect(100 * row!.mde!).toBeCloseTo(2.7, 1);
    expect(row!.notes.join(" ")).toContain("worth 2.67 times the sample");
  },
);
