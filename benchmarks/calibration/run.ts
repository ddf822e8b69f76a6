import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { estimatorStudies } from "./estimators.ts";
import { oneMean, twoMeans } from "./means.ts";
import { procedureStudies } from "./procedures.ts";
import { percentileTable, readRecord, recordLines, withTables } from "./render.ts";
import type { CalibrationRecord, Study } from "./study.ts";

/**
 * Measures how often intervals hold the truth and tests reject true nulls, on seeded data: a few minutes of one core, and
 * the same bytes on every run. Writes results.jsonl beside this file, a study a line, the tables of docs/statistics, and the table that
 * percentile intervals of few values are printed with. `node benchmarks/calibration/run.ts [study…]` measures those studies
 * alone; `--tables` writes the tables from the results that are there.
 */
const results = join(import.meta.dirname, "results.jsonl");
const pages = join(import.meta.dirname, "../../docs/statistics");
const generated = join(import.meta.dirname, "../../src/stats/bootstrap/percentile-coverage.ts");

const asked = process.argv.slice(2);
const known = asked.length > 0 ? readRecord(readFileSync(results, "utf8")) : null;
const record: CalibrationRecord = {
  studies: [oneMean, twoMeans, ...estimatorStudies, ...procedureStudies].map(measured),
};
writeFileSync(results, recordLines(record));
writeFileSync(generated, percentileTable(record));
for (const file of readdirSync(pages).filter((name) => name.endsWith(".md"))) {
  const path = join(pages, file);
  writeFileSync(path, withTables(readFileSync(path, "utf8"), file.replace(/\.md$/, ""), record));
}

/** From the results that are there where only others were asked for. */
function measured({ rows, ...study }: Study): CalibrationRecord["studies"][number] {
  const before = known?.studies.find(({ id }) => id === study.id);
  if (before && !asked.includes(study.id)) return before;
  const started = process.cpuUsage();
  const found = { ...study, rows: [...rows()] };
  const { user, system } = process.cpuUsage(started);
  console.error(`${study.id.padEnd(28)} ${((user + system) / 1e6).toFixed(1)} s`);
  return found;
}
