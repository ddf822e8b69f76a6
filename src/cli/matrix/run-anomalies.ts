import { csvTable } from "../../report/csv.ts";
import { svgToPng } from "../../report/svg-to-png.ts";
import { textTable } from "../../report/text-table.ts";
import { number, plural, pValue } from "../../report/words.ts";
import { type Anomaly, type AnomalyReport, findAnomalies } from "../../studies/matrix/anomalies/anomalies.ts";
import { matrixPicture } from "../../studies/matrix/report/matrix-picture.ts";
import type { Io } from "../io.ts";
import { plainText } from "../plain-text.ts";
import { checkShare } from "./check-share.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";

export interface AnomaliesFlags extends DataFlags, OutputFlags {
  q?: number;
  top?: number;
  exact?: boolean;
  json?: boolean;
}

export async function runAnomalies(io: Io, flags: AnomaliesFlags): Promise<number> {
  const level = checkShare("--q", flags.q ?? 0.1);
  const output = await openOutput(io.cwd, flags);
  const extracted = await readScoreTable(io.cwd, flags);
  const report = findAnomalies(extracted, { level, exact: flags.exact === true });
  const csv = anomaliesCsv(report);
  if (output !== null) {
    const odd = report.cells.filter(({ q }) => q <= level).map(({ cell }) => cell);
    const { svg } = matrixPicture(extracted.table, [], odd, false);
    await output.write({ "anomalies.csv": csv, "anomalies.svg": svg, "anomalies.png": svgToPng(svg) });
  }
  io.out(
    flags.json
      ? `${JSON.stringify(report.rows.map(onDisk), null, 2)}\n`
      : plainText(anomaliesText(report, flags.top ?? 25, io.width)),
  );
  if (output !== null) io.err(`written: ${output.path}\n`);
  return 0;
}

function onDisk({ modelId, benchmarkId, ...rest }: Anomaly) {
  return { model_id: modelId, benchmark_id: benchmarkId, ...rest };
}

const columns = ["value", "expected", "low", "high", "z", "p", "q", "kind", "source", "hint"] as const;

function anomaliesCsv({ rows }: AnomalyReport): string {
  return csvTable(
    ["model_id", "benchmark_id", ...columns],
    rows.map((row) => [row.modelId, row.benchmarkId, ...columns.map((column) => row[column])]),
  );
}

function anomaliesText({ rows, cells, notJudged, level }: AnomalyReport, top: number, width: number): string {
  const shown = rows.slice(0, top);
  const table = textTable(
    {
      columns: [
        { label: "kind", align: "left" },
        { label: "model", align: "left" },
        { label: "benchmark", align: "left" },
        { label: "value", align: "right" },
        { label: "expected", align: "right" },
        { label: "90 % between", align: "right" },
        { label: "z", align: "right" },
        { label: "q", align: "right" },
      ],
      rows: shown.map(({ kind, modelId, benchmarkId, value, expected, low, high, z, q }) => [
        kind,
        modelId ?? "",
        benchmarkId ?? "",
        number(value, 1),
        number(expected, 1),
        low === null ? "–" : `${number(low, 1)} … ${number(high, 1)}`,
        number(z, 1),
        pValue(q),
      ]),
    },
    width,
  );
  const hints = shown
    .filter(({ kind }) => kind !== "residual")
    .map((row) => `${row.kind} ${row.modelId ?? row.benchmarkId}: ${row.hint}`);
  return [
    rows.length === 0
      ? "Nothing to check.\n"
      : `${plural(rows.length, "thing")} to check; up to ${100 * level} % of the residuals listed are false alarms\n\n${table}`,
    ...(hints.length === 0 ? [] : [`${hints.join("\n")}\n`]),
    `${plural(cells.length, "score")} judged by the others of their model and benchmark, ${notJudged} with too few to judge by\n`,
  ].join("\n");
}
