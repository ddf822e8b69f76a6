import type { CalibrationRecord, StudyRow } from "./study.ts";

const begin = "<!-- measured: node benchmarks/calibration/run.ts -->";
const end = "<!-- /measured -->";

/** The record as lines of JSON, a study a line. */
export function recordLines({ studies }: CalibrationRecord): string {
  return studies.map((study) => `${JSON.stringify(study)}\n`).join("");
}

export function readRecord(lines: string): CalibrationRecord {
  return {
    studies: lines
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as CalibrationRecord["studies"][number]),
  };
}

/** A page with its measured tables put where the marks are, or at its end before the sources. */
export function withTables(page: string, name: string, { studies }: CalibrationRecord): string {
  const own = studies.filter((study) => study.page === name);
  if (own.length === 0) return page;
  const tables = own.map(table).join("\n\n");
  const section = `${begin}\n\n## Measured\n\n${preamble}\n\n${tables}\n\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from >= 0 && to > from) return page.slice(0, from) + section + page.slice(to + end.length);
  return `${page.trimEnd()}\n\n${section}\n`;
}

const preamble =
  "Seeded data of which the truth is known; intervals are of nominal 95 %. In brackets what the defaults were chosen by.";

function table({ title, columns, rows }: CalibrationRecord["studies"][number]): string {
  const head = `| ${title} | ${columns.join(" | ")} | sets |\n|${"---|".repeat(columns.length + 2)}`;
  return [head, ...rows.map(line)].join("\n");
}

function line({ label, sets, rates, planned }: StudyRow): string {
  const cells = rates.map((rate, i) => {
    const before = planned?.[i];
    return rate === null ? "–" : figure(rate) + (before === undefined ? "" : ` (${figure(before)})`);
  });
  return `| ${label} | ${cells.join(" | ")} | ${sets.toLocaleString("en")} |`;
}

function figure(rate: number): string {
  return rate.toFixed(3).replace(/^0/, "");
}

/** The coverage of percentile intervals of a mean, for printing beside one. */
export function percentileTable({ studies }: CalibrationRecord): string {
  const { columns, rows } = studies.find((study) => study.id === "mean")!;
  const of = (law: string) => rows.find((row) => row.label === `${law}, percentile`)!.rates;
  const lines = columns.map((column, i) => {
    const [normal, lognormal] = [of("normal")[i]!, of("lognormal")[i]!].map((rate) => Number(rate.toFixed(3)));
    return `  { n: ${column.slice(4)}, normal: ${normal}, lognormal: ${lognormal} },`;
  });
  return `/** Written by benchmarks/calibration/run.ts: coverage of the nominal 95 % percentile interval of a mean of n values. */
export const percentileCoverage: readonly { n: number; normal: number; lognormal: number }[] = [
${lines.join("\n")}
];
`;
}
