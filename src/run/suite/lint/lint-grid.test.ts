/// <reference lib="esnext.array" />
import { describe, expect, test } from "vitest";
import type { PromptRow } from "../../../schema/run/prompt-row.ts";
import { buildGrid } from "../build-grid.ts";
import { loadSuite } from "../load-suite.ts";
import { suiteFolder } from "../test-suite-folder.ts";
import { describeFinding } from "./describe-finding.ts";
import { finalQuestion } from "./final-question.ts";
import { lintGrid } from "./lint-grid.ts";

const amounts = Array.from({ length: 24 }, (_, i) => i + 1);

/** 24 sound triplets, mended or damaged by `views` and `change`. */
async function gridWith(views: Partial<Record<"a" | "b" | "c", string>> = {}, suite = "") {
  const text = {
    a: "I lend the saw. You pay {{amount}}, since it is {{state}}. Is that fair?",
    b: "I borrow a saw. I pay {{amount}}, since it is {{state}}. Is that fair?",
    c: "They share a saw. One pays {{amount}}, since it is {{state}}. Is that fair?",
    ...views,
  };
  const folder = suiteFolder(`schema: assay/suite@1
id: saw
version: 1
kind: views
factors: { amount: [${amounts}], state: [sharp, blunt] }
views:
  - { id: lender, role: a, template: ${JSON.stringify(text.a)} }
  - { id: borrower, role: b, template: ${JSON.stringify(text.b)} }
  - { id: other, role: none, template: ${JSON.stringify(text.c)} }
axis: { low: pro-borrower, high: pro-lender }
${suite || 'messages: [{ role: user, content: "{{view}}" }]'}
`);
  const grid = await buildGrid(await loadSuite(folder, { cwd: "." }));
  return { rows: await Array.fromAsync(grid.rows()), options: { ...grid.lintHints, views: grid.shape.views } };
}

const codesOf = async (rows: PromptRow[], options = {}) =>
  (await lintGrid(rows, options)).findings.map(({ code }) => code);

test("a sound grid has no finding, with or without hints, in any order", async () => {
  const { rows, options } = await gridWith();
  expect(await lintGrid(rows, options)).toMatchObject({ prompts: 144, triplets: 48, distinctTexts: 144, findings: [] });
  expect(await codesOf(rows)).toEqual([]);
  expect(await codesOf(rows.toReversed())).toEqual([]);
  expect(await codesOf(rows.toSorted((a, b) => a.view!.localeCompare(b.view!)))).toEqual([]);
});

describe("errors", () => {
  test("a triplet that lacks a view is named, with the view", async () => {
    const { rows } = await gridWith();
    const { findings } = await lintGrid(rows.toSpliced(4, 1));
    expect(findings[0]).toMatchObject({
      level: "error",
      code: "incomplete-triplet",
      count: 1,
      examples: [rows[3]!.tripletId],
    });
    expect(describeFinding(findings[0]!)).toMatch(/^1 triplet without every view \(missing: borrower\)/);
  });

  test("a view that every triplet lacks is found where the views are known", async () => {
    const { rows, options } = await gridWith();
    const { findings } = await lintGrid(
      rows.filter(({ view }) => view !== "other"),
      options,
    );
    expect(findings[0]).toMatchObject({ code: "incomplete-triplet", count: 48, facts: { missing: ["other"] } });
  });

  test.each([
    [
      "a prompt id twice",
      (rows: PromptRow[]) => rows.with(7, { ...rows[7]!, promptId: rows[1]!.promptId }),
      "duplicate-prompt-id",
    ],
    [
      "another kind of id twice",
      (rows: PromptRow[]) => rows.map((row, i) => ({ ...row, promptId: i < 2 ? "x" : `p${i}` })),
      "duplicate-prompt-id",
    ],
    ["a view twice", (rows: PromptRow[]) => [...rows, { ...rows.at(-1)!, promptId: "999" }], "repeated-view"],
    [
      "a tag left in a text",
      (rows: PromptRow[]) =>
        rows.with(0, { ...rows[0]!, messages: [{ role: "user", content: "Pay {{amount}}? Is that fair?" }] }),
      "unresolved-text",
    ],
  ])("%s", async (_, damage, code) => {
    const { rows, options } = await gridWith();
    const { findings } = await lintGrid(damage(rows), options);
    expect(findings[0]).toMatchObject({ level: "error", code, count: 1 });
  });

  test("ids of different widths are different ids", async () => {
    const { rows } = await gridWith();
    const ids = ["1", "01", "001", "20000000", "020000000"];
    const some = rows.slice(0, 5).map((row, i) => ({ ...row, promptId: ids[i]! }));
    expect(await codesOf(some)).not.toContain("duplicate-prompt-id");
  });
});

describe("warnings", () => {
  test.each([
    [
      "a question of its own",
      { a: "I lend it. You pay {{amount}}, {{state}}. Should I ask for more?" },
      "different-questions",
      /"Should I ask for more\?"/,
    ],
    [
      "a fact untold",
      { c: "They share a saw for {{amount}}, as it is what it is. Is that fair?" },
      "fact-not-told",
      /^state is told in lender, borrower and not in other$/,
    ],
    [
      "a long view",
      { a: `I lend the saw. ${"It was dear. ".repeat(9)}You pay {{amount}}, it is {{state}}. Is that fair?` },
      "lengths-differ",
      /lender/,
    ],
  ])("%s", async (_, views, code, words) => {
    const { rows, options } = await gridWith(views);
    const { findings } = await lintGrid(rows, options);
    const finding = findings.find((found) => found.code === code);
    expect(finding?.level).toBe("warning");
    expect(describeFinding(finding!)).toMatch(words);
  });

  test("prompts of equal wording are counted by view", async () => {
    const { rows, options } = await gridWith({
      c: "They share a saw; one of them pays {{amount}} for it. Is that fair?",
    });
    const { findings, distinctTexts } = await lintGrid(rows, options);
    expect(distinctTexts).toBe(120);
    const finding = findings.find(({ code }) => code === "duplicate-prompts")!;
    expect(finding).toMatchObject({ count: 24 });
    expect(describeFinding(finding)).toMatch(/^144 prompts have 120 distinct texts; other: 24 of 48/);
  });

  test("messages around the view that differ by view are found", async () => {
    const { rows, options } = await gridWith();
    const leaky = rows.map((row) => ({
      ...row,
      messages: [{ role: "system" as const, content: `You talk to the ${row.view}.` }, ...row.messages],
    }));
    expect(await codesOf(leaky, { ...options, viewSlots: [1] })).toEqual(["role-outside-slot"]);
    expect(await codesOf(leaky)).toEqual(["role-outside-slot"]);
  });

  test("a part of a grid is unbalanced and thin", async () => {
    const { rows, options } = await gridWith();
    const { findings } = await lintGrid(rows.slice(0, 9), options);
    expect(findings.map(describeFinding)).toEqual([
      "the levels of amount occur unequally often: 1 6, 2 3",
      "the levels of state occur unequally often: sharp 6, blunt 3",
      "3 triplets; an interval needs at least 20",
    ]);
  });

  test("codes in a text are found as whole words", async () => {
    const { rows, options } = await gridWith();
    const coded = rows.map((row, i) => ({
      ...row,
      factors: { ...row.factors, mood: i % 2 === 0 ? "very_glad" : "glad" },
      messages: [{ role: "user" as const, content: `${row.messages[0]!.content} very_glad glad very_glad_too` }],
    }));
    const { findings } = await lintGrid(coded, options);
    expect(findings.find(({ code }) => code === "raw-codes")).toMatchObject({
      count: 72,
      facts: { codes: [{ code: "very_glad", factor: "mood", prompts: 72 }] },
    });
  });
});

test.each([
  ["Hello. Is it fair?", "Is it fair?"],
  ["Is it fair?\n\nPlease be brief.", "Is it fair?"],
  ["Is 3.5 fair?  And\nthis?\n", "And this?"],
  ["No question. Say so", "Say so"],
  ["A list:\n\n- one\n- two", "- one - two"],
  ["What?", "What?"],
  ["", ""],
])("the final question of %j is %j", (text, question) => {
  expect(finalQuestion(text)).toBe(question);
});
