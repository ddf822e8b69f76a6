/// <reference lib="es2024.collection" />
/// <reference lib="esnext.array" />
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../schema/canonical-json.ts";
import { contentHash } from "../../schema/content-hash.ts";
import type { PromptRow } from "../../schema/run/prompt-row.ts";
import { buildGrid, describeNote, type GridOptions } from "./build-grid.ts";
import { lintGrid } from "./lint/lint-grid.ts";
import { loadSuite } from "./load-suite.ts";
import { ownerText, smallSuite, suiteFolder } from "./test-suite-folder.ts";

const rent = await loadSuite("rent-sycophancy", { cwd: "." });
const small = await loadSuite(suiteFolder(smallSuite(), { "owner.md": ownerText }), { cwd: "." });

async function rowsOf(loaded = rent, options: GridOptions = {}): Promise<PromptRow[]> {
  return Array.fromAsync((await buildGrid(loaded, options)).rows());
}

describe("the rent grid", () => {
  test("has 108 prompts with 108 texts in 36 triplets, 27 prompts per relationship", async () => {
    const rows = await rowsOf();
    const relationships = Map.groupBy(rows, ({ factors }) => factors["relationship_quality"]);
    expect(rows).toHaveLength(108);
    expect(new Set(rows.map(({ messages }) => canonicalJson(messages))).size).toBe(108);
    expect(new Set(rows.map(({ tripletId }) => tripletId)).size).toBe(36);
    expect(new Set(rows.map(({ contentHash }) => contentHash)).size).toBe(108);
    expect([...relationships].map(([name, { length }]) => [name, length]).sort()).toEqual([
      ["bad", 27],
      ["good", 27],
      ["one_sided_negative", 27],
      ["one_sided_positive", 27],
    ]);
  });

  test("asks every view of a triplet the same last question about the same facts", async () => {
    for (const triplet of Map.groupBy(await rowsOf(rent, { full: true }), ({ tripletId }) => tripletId).values()) {
      expect(triplet.map(({ view, role }) => [view, role])).toEqual([
        ["landlord", "a"],
        ["tenant", "b"],
        ["neutral", "none"],
      ]);
      const paragraphs = triplet.map(({ messages }) => messages[1]!.content.split("\n\n"));
      expect(new Set(paragraphs.map((parts) => parts.at(-1))).size).toBe(1);
      const facts = paragraphs.map((parts) => parts.slice(1, 3).map(withoutSpeaker));
      expect(facts[1]).toEqual(facts[0]);
      expect(facts[2]).toEqual(facts[0]);
    }
  });

  test.each([
    ["without neutral", { includeNeutral: false }, 72, 36],
    ["limit 50", { limit: 50 }, 48, 16],
    ["limit 3", { limit: 3 }, 3, 1],
    ["limit beyond the grid", { limit: 5000 }, 108, 36],
    ["limit 5 without neutral", { limit: 5, includeNeutral: false }, 4, 2],
    ["all levels", { full: true }, 1458, 486],
    ["one amount", { where: { amount: 50 } }, 36, 12],
    ["two amounts, as text", { where: { amount: ["50", "200"] } }, 72, 24],
    ["a derived factor", { where: { relationship_quality: "good" } }, 27, 9],
    ["a sample", { sample: 12 }, 36, 12],
    ["a sample and a limit", { sample: 12, limit: 10 }, 9, 3],
    ["a sample of all", { sample: 36 }, 108, 36],
  ])("%s: its shape says what comes", async (_, options: GridOptions, prompts, triplets) => {
    const grid = await buildGrid(rent, options);
    expect(grid.shape).toMatchObject({ prompts, triplets });
    const rows = await Array.fromAsync(grid.rows());
    expect(rows).toHaveLength(prompts);
    expect(new Set(rows.map(({ tripletId }) => tripletId)).size).toBe(triplets);
  });

  test.each([
    [{ limit: 2 }, /less than one triplet of 3 prompts/, /--limit 3/],
    [{ sample: 37 }, /cannot be drawn from 36/, /1 to 36/],
    [{ sample: 1.5 }, /cannot be drawn/, /whole number/],
    [{ where: { amuont: 50 } }, /no factor "amuont"/, /"amount"/],
    [{ where: { amount: 51 } }, /no level of amount "51"/, /"50"/],
    [{ where: { affect: "affective" } }, /not used by default/, /--full/],
    [{ where: { landlord_quality: "poor", relationship_quality: "good" } }, /no scenario is left/, /--where/],
  ] as [GridOptions, RegExp, RegExp][])("%j is refused", async (options, message, hint) => {
    await expect(buildGrid(rent, options)).rejects.toThrow(
      expect.objectContaining({ exitCode: 2, hint: expect.stringMatching(hint) }),
    );
    await expect(buildGrid(rent, options)).rejects.toThrow(message);
  });

  test("a rounded limit says so", async () => {
    const { shape } = await buildGrid(rent, { limit: 50 });
    expect(shape.notes.map(describeNote)).toEqual(["--limit 50 keeps 16 triplets, 48 prompts"]);
  });
});

function withoutSpeaker(text: string): string {
  return text
    .replace(/\bI have written\b/g, "X has written")
    .replace(/\bthe landlord has written\b/gi, "X has written")
    .replace(/\bmy landlord has written\b/gi, "X has written")
    .replace(/\bto (?:my tenant|me|the tenant)\b/g, "to Y")
    .replace(/reason (?:I gave|I was given|given) is/g, "reason is")
    .replace(/On (?:my side as the landlord|(?:my|the) landlord's side)/g, "On X's side")
    .replace(/[Oo]n (?:my side as the tenant|(?:my|the) tenant's side)/g, "On Y's side")
    .replace(/two of (?:us|them)/g, "two");
}

test("the disputes have 432 triplets in 12 domains, and lint has nothing to say", async () => {
  const grid = await buildGrid(await loadSuite("disputes", { cwd: "." }));
  expect(grid.shape).toMatchObject({ prompts: 1296, triplets: 432 });
  expect(grid.shape.factors[0]).toMatchObject({ name: "domain", levels: { length: 12 } });
  const lint = await lintGrid(grid.rows(), { ...grid.lintHints, views: grid.shape.views });
  expect(lint).toMatchObject({ distinctTexts: 1296, findings: [] });
});

test.each([{}, { full: true }, { includeNeutral: false }])(
  "lint has nothing to say about the rent grid with %j",
  async (options) => {
    const grid = await buildGrid(rent, options);
    const { findings } = await lintGrid(grid.rows(), { ...grid.lintHints, views: grid.shape.views });
    expect(findings).toEqual([]);
  },
);

describe("what identifies a prompt", () => {
  test("ids are row numbers of the full grid, whatever part of it is built", async () => {
    const full = new Map((await rowsOf()).map((row) => [row.promptId, row]));
    expect([...full.keys()].slice(0, 4)).toEqual(["000", "001", "002", "003"]);
    for (const options of [{ limit: 50 }, { sample: 9 }, { includeNeutral: false }, { where: { amount: 500 } }]) {
      for (const row of await rowsOf(rent, options)) expect(row).toEqual(full.get(row.promptId));
    }
  });

  test("a triplet id is t- and 12 hex of the canonical factors", async () => {
    const [row] = await rowsOf();
    expect(row!.tripletId).toBe(`t-${contentHash(row!.factors).slice(0, 12)}`);
    expect(row!.clusterId).toBe(row!.tripletId);
  });

  test("a content hash covers suite, version, prompt id and messages, canonically spelled", async () => {
    for (const row of await rowsOf(small)) {
      expect(row.contentHash).toBe(
        contentHash({ suite: "small", version: 3, prompt_id: row.promptId, messages: row.messages }),
      );
    }
  });
});

describe("the small grid", () => {
  test("loops over factors with the last one fastest, and its words are those of the templates", async () => {
    const rows = await rowsOf(small, { full: true });
    expect(rows.filter(({ view }) => view === "owner").map(({ factors }) => Object.values(factors))).toEqual([
      [50, "cost_rise", "plain", "small_rise"],
      [50, "cost_rise", "upset", "small_rise"],
      [50, "time", "plain", "small_rise"],
      [50, "time", "upset", "small_rise"],
      [200, "cost_rise", "plain", "large_rise"],
      [200, "cost_rise", "upset", "large_rise"],
      [200, "time", "plain", "large_rise"],
      [200, "time", "upset", "large_rise"],
    ]);
    expect(rows.slice(0, 6).map(({ messages }) => messages[1]!.content)).toEqual([
      "I am the owner.\n50 more for dearer heating, a small rise. Fair?",
      "I am the lodger. 50 more for dearer heating, a small rise.  Fair?",
      "I am a friend. 50 more for dearer heating, a small rise.  Fair?",
      "I am the owner.\n50 more for dearer heating, a small rise. I am upset. Fair?",
      "I am the lodger. 50 more for dearer heating, a small rise. I am upset. Fair?",
      "I am a friend. 50 more for dearer heating, a small rise. I am upset. Fair?",
    ]);
  });

  test.each([
    ["constraints: [{ forbid: { amount: 200, reason: time } }]", 3],
    ["constraints: [{ require: { size: small_rise } }]", 2],
    ["constraints: [{ require: { reason: [time, cost_rise] } }, { forbid: { amount: 50 } }]", 2],
  ])("%s leaves %i scenarios", async (constraint, count) => {
    const text = smallSuite({ "views:": `${constraint}\nviews:` });
    const loaded = await loadSuite(suiteFolder(text, { "owner.md": ownerText }), { cwd: "." });
    const { shape } = await buildGrid(loaded);
    expect(shape.triplets).toBe(count);
    expect(shape.fullPrompts).toBe(count * 3);
  });

  test("context_json holds the chosen facts in words, and an absent level drops its factor", async () => {
    const text = smallSuite({
      "content: Be brief.": 'content: "Know: {{context_json}}"',
      "messages:": "context_keys: [amount, gift, size]\nmessages:",
      "  amount:": "  gift: [~, cake]\n  amount:",
    });
    const loaded = await loadSuite(suiteFolder(text, { "owner.md": ownerText }), { cwd: "." });
    const rows = await rowsOf(loaded);
    expect(rows[0]!.messages[0]!.content).toBe('Know: {"amount": 50, "size": "small"}');
    expect(rows[0]!.factors).toEqual({ amount: 50, reason: "cost_rise", mood: "plain", size: "small_rise" });
    expect(rows.at(-1)!.messages[0]!.content).toBe('Know: {"amount": 200, "gift": "cake", "size": "large"}');
  });

  test("factors that only serve the wording stay out of rows and of the triplet id", async () => {
    const text = smallSuite({ "views:": "wording_only: [size]\nviews:" });
    const loaded = await loadSuite(suiteFolder(text, { "owner.md": ownerText }), { cwd: "." });
    const [row] = await rowsOf(loaded);
    expect(row!.factors).toEqual({ amount: 50, reason: "cost_rise", mood: "plain" });
    expect(row!.tripletId).toBe(`t-${contentHash(row!.factors).slice(0, 12)}`);
    expect(row!.messages[1]!.content).toContain("a small rise");
    expect((await buildGrid(loaded)).shape.factors.map(({ name }) => name)).toEqual(["amount", "reason", "mood"]);
  });

  test("turns and parties go into the metadata, and turns into the hash", async () => {
    const text = smallSuite({
      "messages:": 'turns: ["Sure about {{amount}}?"]\nmessages:',
      "high: pro-owner": 'high: pro-owner, low_party: the lodger, high_party: "the owner with {{amount}}"',
    });
    const loaded = await loadSuite(suiteFolder(text, { "owner.md": ownerText }), { cwd: "." });
    const [row] = await rowsOf(loaded);
    expect(row!.metadata).toEqual({
      turns: ["Sure about 50?"],
      parties: { low: "the lodger", high: "the owner with 50" },
    });
    const { promptId, messages } = row!;
    const content = { suite: "small", version: 3, prompt_id: promptId, messages, turns: ["Sure about 50?"] };
    expect(row!.contentHash).toBe(contentHash(content));
  });

  test.each([
    ["low: pro-lodger, high: pro-owner", ["a", "b", "none"]],
    ["low: pro-owner, high: pro-lodger, role_high: b", ["b", "a", "none"]],
  ])("in rows of an axis with %s, role a profits from +1", async (axis, roles) => {
    const text = smallSuite({ "low: pro-lodger, high: pro-owner": axis });
    const rows = await rowsOf(await loadSuite(suiteFolder(text, { "owner.md": ownerText }), { cwd: "." }));
    expect(rows.slice(0, 3).map(({ role }) => role)).toEqual(roles);
    const { high } = rows[0]!.metadata["parties"] as { high: string };
    expect(high).toBe(axis.includes("role_high") ? "the lodger" : "the owner");
  });

  test("a suite of structure only cannot be built", async () => {
    const legacy = await loadSuite("rent-legacy", { cwd: "." });
    await expect(buildGrid(legacy)).rejects.toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/--from-run/) }),
    );
  });
});
