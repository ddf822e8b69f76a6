import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { matrixReference, referenceTable } from "../testing/reference-table.ts";
import { byCodePoint, canonicalMaskOptions, makeMask, zeroCells } from "./make-mask.ts";
import { parseRevealMask, revealMaskText } from "./reveal-mask.ts";

const file = matrixReference("canonical_mask.json");
const published = "2a572935a067134718f207d59a1de29cb4f0aefbe94f81148da6b79bb896091c";

describe.skipIf(file === null)("the published mask (skipped: no reference data)", () => {
  const table = file === null ? null! : referenceTable();

  test("comes out byte for byte", () => {
    expect(sha256(revealMaskText(makeMask(table, canonicalMaskOptions)))).toBe(published);
  });

  test("is another where a measured 0 counts as a score, and the eight zeros are named", () => {
    expect(sha256(revealMaskText(makeMask(table, { ...canonicalMaskOptions, quirk: null })))).not.toBe(published);
    expect(zeroCells(table)).toHaveLength(8);
  });

  test("reads and writes back as it was", () => {
    const text = readFileSync(file!, "utf8");
    expect(revealMaskText(parseRevealMask(text, file!))).toBe(text);
  });

  test("a key nobody knows is named", () => {
    expect(() => parseRevealMask('{"seeds": 1}', "mask.json")).toThrow(/seeds/);
  });

  test("a model's own draw does not depend on who else is evaluated", () => {
    const options = { seed: 3, reveal: 5, minCells: 15 } as const;
    const all = makeMask(table, { ...options, evalModels: "all" });
    const few = makeMask(table, { ...options, evalModels: 4 });
    for (const own of few.revealed) expect(all.revealed).toContainEqual(own);
  });

  test("more models than are eligible, and an excluded one that is not there, are refused", () => {
    const options = { seed: 3, reveal: 5, minCells: 30 } as const;
    expect(() => makeMask(table, { ...options, evalModels: 12 })).toThrow(
      /12 models asked for, but \d+ have at least 30/,
    );
    expect(() => makeMask(table, { ...options, evalModels: "all", exclude: ["gork-4"] })).toThrow('no model "gork-4"');
  });
});

test("ids sort by code point, not by UTF-16 unit", () => {
  expect(["\u{1F600}", "\uFF5E", "a", "ab"].toSorted(byCodePoint)).toEqual(["a", "ab", "\uFF5E", "\u{1F600}"]);
});

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
