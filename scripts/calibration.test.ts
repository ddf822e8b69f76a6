import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { percentileTable, readRecord, withTables } from "../benchmarks/calibration/render.ts";
import { estimators } from "../src/stats/index.ts";

/** What `node benchmarks/calibration/run.ts` wrote, and what was made of it, agree. */
const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const record = readRecord(read("benchmarks/calibration/results.jsonl"));
const pages = readdirSync(join(root, "docs/statistics")).filter((name) => name.endsWith(".md"));

describe("measured coverage", () => {
  test("stands on the pages as it was measured", () => {
    for (const page of pages) {
      const text = read(`docs/statistics/${page}`);
      expect(withTables(text, page.replace(/\.md$/, ""), record)).toBe(text);
    }
    for (const { page } of record.studies) expect(pages).toContain(`${page}.md`);
  });

  test("of percentile intervals is what they are printed with", () => {
    expect(read("src/stats/bootstrap/percentile-coverage.ts")).toBe(percentileTable(record));
  });

  test("agrees with what the defaults were chosen by, within the error of both", () => {
    for (const { id, rows } of record.studies.filter((study) => study.id === "mean" || study.id === "few-labels")) {
      for (const { label, rates, planned = [] } of rows) {
        planned.forEach((before, i) => {
          expect(Math.abs(rates[i]! - before), `${id}, ${label}, column ${i}`).toBeLessThan(0.03);
        });
      }
    }
  });
});

describe("the page of every estimator", () => {
  test.each(Object.entries(estimators))("%s: when not to use it, an example, its coverage", (id, { docs }) => {
    const text = read(`docs/statistics/${docs}.md`);
    expect(text).toContain("**When not to use it.**");
    expect(text).toMatch(/```ts[\s\S]*\/\/ →/);
    const byMethod = docs === "bootstrap" && !text.includes(`\`${id}\`,`);
    expect(text).toContain(byMethod ? `normal, ${id.replace("difference-", "")} |` : `\`${id}\`,`);
  });
});
