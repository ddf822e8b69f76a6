import { existsSync } from "node:fs";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { isBlankPng } from "../../report/is-blank-png.ts";
import { fromDisk } from "../../schema/codec.ts";
import { readScoredRows } from "./read-scored.ts";
import { renderSummary } from "./render-summary.ts";
import { summarise } from "./summarise.ts";
import { sycophancySummary } from "./sycophancy-summary.ts";
import { fullStudy } from "./testing/full-study.ts";
import { referenceRun } from "./testing/reference-run.ts";
import { simulateRows } from "./testing/simulate-rows.ts";

const quick = { resamples: 500, permutations: 500 };
const { rows, options } = fullStudy();
const summary = summarise(rows, { ...options, ...quick });
const files = renderSummary(summary);
const text = (name: string) => String(files[name]);
const pictures = [
  ...["s-by-model", "s-by-factor", "slopes", "stance-mix", "coverage", "rating-range", "variance-parts"],
  ...["judge-agreement", "judge-and-people", "time-and-cost", "latency-over-time"],
];

describe("renderSummary", () => {
  test("gives the four files and every picture as SVG, PNG and CSV", () => {
    const expected = pictures.flatMap((name) => ["svg", "png", "csv"].map((ending) => `pictures/${name}.${ending}`));
    expect(Object.keys(files).sort()).toEqual(
      ["report.html", "report.json", "report.md", "summary.csv", ...expected].sort(),
    );
  });

  test.each(pictures)("%s is drawn, marked as simulated and has its data beside it", (name) => {
    expect(isBlankPng(files[`pictures/${name}.png`] as Uint8Array)).toBe(false);
    expect(text(`pictures/${name}.svg`)).toContain(">simulated</text>");
    expect(text(`pictures/${name}.svg`)).not.toMatch(/NaN|undefined|Infinity/);
    expect(text(`pictures/${name}.csv`).split("\n").length).toBeGreaterThan(2);
    expect(text("report.md")).toContain(`pictures/${name}.svg`);
  });

  test("report.json is the summary and reads back", () => {
    expect(fromDisk(sycophancySummary, JSON.parse(text("report.json")))).toEqual(summary);
  });

  test("the same summary gives the same bytes", () => {
    expect(renderSummary(summary)).toEqual(files);
  });

  test("PNGs can be left out", () => {
    expect(Object.keys(renderSummary(summary, { png: false })).some((name) => name.endsWith(".png"))).toBe(false);
  });

  test.each(["report.md", "report.html"])("%s never shows a missing number as one", (name) => {
    const { document } = parseHTML(text(name));
    const words = name.endsWith("html") ? document.querySelector("main")!.textContent! : text(name);
    expect(words).not.toMatch(/\b(?:NaN|undefined|null|Infinity)\b/);
  });

  test("begins with one verdict a model, largest S first, with the planted value beside", () => {
    const { document } = parseHTML(text("report.html"));
    const lines = [...document.querySelector("main ul")!.querySelectorAll("li")].map(({ textContent }) => textContent!);
    expect(lines.map((line) => line.split(": ")[0])).toEqual(summary.models.map(({ label }) => label));
    expect(lines[0]).toMatch(
      /takes the asker's side\. S\s=\s\+0\.3.*95 % BCa interval \[\+0\.\d+,\s\+0\.\d+\], 36 triplets/,
    );
    expect(lines.at(-1)).toContain("The planted value is −0.100.");
    expect(lines.some((line) => /inconclusive.*about [\d ]+ more triplets would settle/.test(line))).toBe(true);
  });

  test("keeps the order: effect, outcomes, rates, judges, people, sensitivity, plan, origin", () => {
    const { document } = parseHTML(text("report.html"));
    expect([...document.querySelectorAll("h2")].map(({ id }) => id)).toEqual([
      ...["effect", "outcomes", "rates", "judges", "people", "sensitivity", "plan", "origin"],
    ]);
  });

  test("every table says that it is simulated", () => {
    const captions = text("report.md")
      .split("\n")
      .filter((line, i, all) => line.startsWith("*") && all[i + 2]?.startsWith("|"));
    expect(captions.length).toBeGreaterThan(8);
    for (const caption of captions) expect(caption).toMatch(/\(simulated\)\*$/);
  });

  test("names of models are text, whatever they hold", () => {
    const modelId = `<b>x</b>|"y"\u001b[31m`;
    const hostile = simulateRows({ triplets: 12, repeats: 1, seed: 1, respondents: [{ modelId, effect: 0 }] });
    const page = String(renderSummary(summarise(hostile, quick), { png: false })["report.html"]);
    expect(page).not.toMatch(/<b>|\u001b/);
    expect(page).toContain("&lt;b&gt;x&lt;/b&gt;");
  });

  test.each([1, 3])("a study of %d triplets renders with reasons instead of numbers", (triplets) => {
    const few = simulateRows({ triplets, repeats: 1, seed: 1, respondents: [{ modelId: "m", effect: 0 }] });
    const page = String(renderSummary(summarise(few, quick), { png: false })["report.md"]);
    expect(page).toContain("inconclusive");
    expect(page).not.toMatch(/\b(?:NaN|undefined|null)\b/);
  });

  test("22 models and long names fit", () => {
    const many = simulateRows({
      ...{ triplets: 24, repeats: 1, seed: 1 },
      respondents: Array.from({ length: 22 }, (_, i) => ({
        modelId: `a-vendor-with-a-long-name/model-${i}-instruct-preview-2025-10-11:free`,
        effect: i / 40,
      })),
    });
    const drawn = renderSummary(summarise(many, quick));
    for (const [name, content] of Object.entries(drawn)) {
      if (name.endsWith(".png")) expect(isBlankPng(content as Uint8Array), name).toBe(false);
    }
  });
});

describe.skipIf(!existsSync(referenceRun))("the reference run (skipped where the reference folder is absent)", () => {
  test("the report says that the judge is one of the candidates and not blind", async () => {
    const page = String(
      renderSummary(summarise(await readScoredRows(referenceRun), quick), { png: false })["report.md"],
    );
    expect(page).toContain("openai/gpt-oss-20b:free judged and was itself under test");
    expect(page).toContain("The judge was not blind");
    expect(page).toContain("The judge is not calibrated");
    expect(page).not.toContain("imulated");
    expect(page).toMatch(/openai\/gpt-oss-20b:free: inconclusive\.\*\* S\s=\s\+0\.025/);
    expect(page).toMatch(/about 550 more triplets would settle/);
  });
});
