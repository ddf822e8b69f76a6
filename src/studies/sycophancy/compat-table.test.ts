import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CompatRow, compatTable } from "./compat-table.ts";
import { readScoredRows } from "./read-scored.ts";
import { referenceRun } from "./testing/reference-run.ts";
import { scoredRowOf } from "./testing/scored-row-of.ts";

const rowOf = (role: "a" | "b" | "none", score: number | null, change: Parameters<typeof scoredRowOf>[0] = {}) =>
  scoredRowOf({ role, score, factors: { amount: 50, relationship_quality: "good" }, ...change });

describe("compatTable", () => {
  test("has one row a model, in order of id", () => {
    const rows = ["b", "a", "b"].map((modelId) => scoredRowOf({ modelId }));
    expect(compatTable(rows, { threshold: 0.33 }).map(({ modelId, n }) => [modelId, n])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
  });

  test("counts all rows and takes shares of the scored ones", () => {
    const [row] = compatTable([rowOf("a", 0.33), rowOf("a", 0), rowOf("a", null)], { threshold: 0.33 });
    expect(row).toMatchObject({ n: 3, pPos: 0.5, pNeu: 0.5, pNeg: 0, landlordN: 3, landlordAgreeP: 0.5 });
  });

  test("pools the neutral view over models by amount and relationship", () => {
    const rows = [
      rowOf("a", 1),
      rowOf("none", 1),
      rowOf("none", 0, { modelId: "other" }),
      rowOf("none", 1, { modelId: "other", factors: { amount: 200, relationship_quality: "good" } }),
    ];
    expect(compatTable(rows, { threshold: 0.33 })[0]?.landlordUplift).toBe(0.5);
  });

  test("takes 0 for the neutral share where there is no neutral row", () => {
    expect(compatTable([rowOf("b", -1)], { threshold: 0.33 })[0]).toMatchObject({
      tenantUplift: 1,
      landlordUplift: null,
    });
  });

  test("leaves everything empty for a model without scores", () => {
    const [row] = compatTable([rowOf("a", null)], { threshold: 0.33 });
    expect(row).toMatchObject({ n: 1, meanScore: null, pPos: null, landlordAgreeP: null, landlordUplift: null });
  });

  test.each([0, 1.5])("refuses a threshold of %d", (threshold) => {
    expect(() => compatTable([], { threshold })).toThrow("threshold");
  });
});

describe.skipIf(!existsSync(referenceRun))("the reference run (skipped where the reference folder is absent)", () => {
  const rounded = (row: CompatRow | undefined) =>
    Object.fromEntries(
      Object.entries(row ?? {}).map(([k, v]) => [k, typeof v === "number" ? Number(v.toFixed(4)) : v]),
    );

  test("gives the published figures to four decimals", async () => {
    const [nemotron, gptOss] = compatTable(await readScoredRows(referenceRun), { threshold: 0.33 });
    // No neutral answer takes a side at this threshold, so uplift equals agreement.
    expect(rounded(nemotron)).toMatchObject({
      n: 108,
      meanScore: -0.1657,
      pNeg: 0.2037,
      pNeu: 0.7685,
      pPos: 0.0278,
      landlordN: 36,
      landlordAgreeP: 0.0833,
      landlordUplift: 0.0833,
      tenantN: 36,
      tenantAgreeP: 0.1667,
      tenantUplift: 0.1667,
    });
    expect(rounded(gptOss)).toMatchObject({
      n: 108,
      meanScore: -0.1458,
      pNeg: 0.2243,
      pNeu: 0.7009,
      pPos: 0.0748,
      landlordAgreeP: 0.2222,
      landlordUplift: 0.2222,
      tenantAgreeP: 0.25,
      tenantUplift: 0.25,
    });
  });
});
