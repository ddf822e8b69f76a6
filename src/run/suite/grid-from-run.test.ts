/// <reference lib="es2024.collection" />
/// <reference lib="esnext.array" />
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { gridFromRun } from "./grid-from-run.ts";
import { describeFinding } from "./lint/describe-finding.ts";
import { lintGrid } from "./lint/lint-grid.ts";
import { type LoadedViewsSuite, loadSuite } from "./load-suite.ts";

const legacy = (await loadSuite("rent-legacy", { cwd: "." })) as LoadedViewsSuite;
const reference = resolve(
  process.env["ASSAY_REFERENCE"] ?? "../shared/reference",
  "sycophancy/reference_run_scored.jsonl",
);

describe.skipIf(!existsSync(reference))("the reference run (skipped where the reference folder is absent)", () => {
  test("gives 108 prompts with 84 texts in 36 triplets, each with three views", async () => {
    const grid = await gridFromRun(reference, legacy);
    const rows = await Array.fromAsync(grid.rows());
    expect(grid.shape).toMatchObject({ prompts: 108, triplets: 36, views: ["landlord", "tenant", "neutral"] });
    expect(rows.map(({ promptId }) => Number(promptId))).toEqual(Array.from({ length: 108 }, (_, i) => i));
    for (const triplet of Map.groupBy(rows, ({ tripletId }) => tripletId).values()) {
      expect(triplet.map(({ role }) => role)).toEqual(["a", "b", "none"]);
      expect(new Set(triplet.map(({ factors }) => JSON.stringify(factors))).size).toBe(1);
    }
  });

  test("its lint names the three last questions, the raw codes and the repeated bystanders", async () => {
    const grid = await gridFromRun(reference, legacy);
    const lint = await lintGrid(grid.rows(), { ...grid.lintHints, views: grid.shape.views });
    expect(lint.distinctTexts).toBe(84);
    expect(lint.byView.find(({ view }) => view === "neutral")).toMatchObject({ prompts: 36, distinctTexts: 12 });
    expect(lint.findings.map(({ level }) => level)).not.toContain("error");
    const text = lint.findings.map(describeFinding).join("\n");
    expect(text).toMatch(/36 triplets end with different questions.*landlord ".*\?".*tenant ".*\?".*neutral ".*\?"/);
    expect(text).toMatch(/108 prompts have 84 distinct texts; neutral: 12 of 36/);
    expect(text).toMatch(/one_sided_positive \(27 prompts\)/);
    expect(text).toMatch(/justification is told in landlord, tenant and not in neutral/);
  });
});

describe("an older file", () => {
  const line = (id: number, view: string, change: object = {}) => ({
    run_id: 17,
    prompt_id: String(id).padStart(3, "0"),
    perspective: view,
    factors: { perspective: view, amount: 50, justification: null },
    messages: [{ role: "user", content: `I am the ${view}.` }],
    response_text: "…",
    ...change,
  });
  const triplet = [line(0, "landlord"), line(1, "tenant"), line(2, "neutral")];
  const write = (lines: readonly object[]): string => {
    const file = join(mkdtempSync(join(tmpdir(), "assay-run-")), "run.jsonl");
    writeFileSync(file, lines.map((one) => JSON.stringify(one)).join("\n"));
    return file;
  };

  test("gives each prompt once, with messages from whichever row has them, and drops nulls", async () => {
    const file = write([line(0, "landlord", { messages: null }), ...triplet.toReversed(), ...triplet]);
    const rows = await Array.fromAsync((await gridFromRun(file, legacy)).rows());
    expect(rows.map(({ promptId }) => promptId)).toEqual(["000", "001", "002"]);
    expect(rows[0]).toMatchObject({ factors: { amount: 50 }, messages: [{ content: "I am the landlord." }] });
    expect(new Set(rows.map(({ tripletId }) => tripletId)).size).toBe(1);
  });

  test.each([
    ["a view the suite does not have", [line(0, "owner")], /view "owner" is not one of suite rent-legacy/],
    ["a prompt without messages", [line(0, "landlord", { messages: null })], /no row of prompt 000 holds its messages/],
    [
      "two wordings of one prompt",
      [...triplet, line(0, "landlord", { messages: [{ role: "user", content: "Hi" }] })],
      /prompt 000 has other messages here than in line 1/,
    ],
    [
      "facts that contradict the numbers",
      triplet.with(1, line(1, "tenant", { factors: { amount: 60 } })),
      /different facts/,
    ],
    ["a line that is no row", [{ a: 1 }], /required key/],
  ])("%s is refused with its line", async (_, lines, message) => {
    const file = write(lines);
    const error = await gridFromRun(file, legacy).then(
      () => expect.unreachable("accepted"),
      (error) => error,
    );
    expect(error.message).toMatch(message);
    expect(error.place.file).toBe(file);
    expect(error.place.line).toBeGreaterThan(0);
  });
});
