import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compatCsv } from "../studies/sycophancy/compat-table.ts";
import { renderSummary } from "../studies/sycophancy/render-summary.ts";
import { summarise } from "../studies/sycophancy/summarise.ts";
import { openSummarySource } from "../studies/sycophancy/summary-source.ts";
import { writeReport } from "./write-report.ts";

const folder = new URL("../../examples/sycophancy/", import.meta.url).pathname;
const expected = (name: string) => readFileSync(join(folder, "expected", name), "utf8");

test("the scored run of examples/sycophancy gives its expected tables, byte for byte", async () => {
  const source = await openSummarySource(folder, ["run_scored.jsonl"]);
  expect(compatCsv(source.rows, { threshold: 0.33 })).toBe(expected("compat.csv"));
  const files = renderSummary(summarise(source.rows, source.known), { png: false });
  expect(files["summary.csv"]).toBe(expected("summary.csv"));
});

test("a report is written whole, pictures included", async () => {
  const source = await openSummarySource(folder, ["run_scored.jsonl"]);
  const files = renderSummary(summarise(source.rows, { ...source.known, resamples: 500, permutations: 500 }));
  const out = await writeReport(join(mkdtempSync(join(tmpdir(), "assay-report-")), "report"), files);
  for (const [name, content] of Object.entries(files)) {
    expect(readFileSync(join(out, name))).toEqual(Buffer.from(content as Uint8Array));
  }
  expect(Object.keys(files).filter((name) => name.endsWith(".png")).length).toBeGreaterThanOrEqual(7);
});
