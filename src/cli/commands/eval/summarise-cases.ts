import { join } from "node:path";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { plainSummary } from "../../../evaluate/plain-summary.ts";
import { switchSummary } from "../../../evaluate/switch-summary.ts";
import { csvTable } from "../../../report/csv.ts";
import type { TableColumn } from "../../../report/document.ts";
import { textTable } from "../../../report/text-table.ts";
import type { SummarySource } from "../../../studies/sycophancy/summary-source.ts";
import { intervalCells, intervalColumns } from "../../interval-cells.ts";
import type { Io } from "../../io.ts";
import { plainText } from "../../plain-text.ts";
import { switchCsv, switchTable } from "../../render-switches.ts";
import { writeReport } from "../../write-report.ts";
import { checkGates, recordedMetrics } from "./check-gates.ts";
import type { SummariseRequest } from "./summarise-request.ts";

/** The summary of a suite of cases: mean score by model and scorer, with interval, bounds and outcomes. */
export async function summariseCases(io: Io, source: SummarySource, request: SummariseRequest): Promise<number> {
  if (request.compat) {
    throw new InvalidInputError("--compat prints the columns of a suite of views, and these are cases", {
      hint: "Leave --compat away.",
    });
  }
  refuseViewOptions(request);
  const { level = 0.95, resamples = 10_000, seed = 1 } = request.options;
  const results = plainSummary(source.rows, { level, resamples, seed: Number(seed) });
  const suite = source.runs[0]?.benchmark?.id ?? "suite";
  const switches = switchSummary(source.rows, { level });
  const gated = [
    ...results.map((one) => ({ metric: `${suite}.${one.scorer}`, model: one.modelId, ci: one.ci })),
    ...switches.map((one) => ({ metric: `${suite}.${one.scorer}.${one.direction}`, model: one.modelId, ci: one.ci })),
  ];
  const gates = checkGates(recordedMetrics(source.runs), gated, request.strict);
  const record = {
    schema: "assay/cases-summary@1",
    level,
    resamples,
    seed,
    runs: source.runs.map((run) => run.id),
    results,
    ...(switches.length === 0 ? {} : { switches }),
  };
  const columns = ["model_id", "scorer", "cases", "scored", "clusters", "repeats", "mean", ...intervalColumns];
  const rows = results.map((one) => [
    one.modelId,
    one.scorer,
    one.cases,
    one.scored,
    one.clusters,
    one.repeats,
    one.mean,
    ...intervalCells(one),
  ]);
  const folder = request.out ?? (source.folder === null ? null : join(source.folder, "report"));
  const simulated = source.rows.some(({ provider }) => provider === "simulated");
  if (folder !== null) {
    const { casesReportFiles } = await import("./summary-cases-report.ts");
    const { answers = [] } = source.known;
    const runs = record.runs.length > 0 ? record.runs : [...new Set(source.rows.map(({ runId }) => String(runId)))];
    await writeReport(folder, {
      ...casesReportFiles({ suite, runs, results, switches, answers, level, seed: Number(seed), simulated }),
      "summary.csv": csvTable(columns, rows),
      ...(switches.length === 0 ? {} : { "switches.csv": switchCsv(switches) }),
      "report.json": `${JSON.stringify(record, null, 2)}\n`,
    });
  }
  if (request.json) {
    io.out(`${JSON.stringify(record, null, 2)}\n`);
    return gates.exitCode;
  }
  const number = (value: number | null | undefined) => (value === null || value === undefined ? "—" : value.toFixed(4));
  const table = results.map((one) => [
    one.modelId,
    one.scorer,
    `${one.scored}/${one.cases}`,
    number(one.mean),
    one.ci === null ? `none: ${one.reason}` : `[${number(one.ci.low)}, ${number(one.ci.high)}]`,
    one.clusters === one.scored ? "" : String(one.clusters),
    one.ci?.method ?? "",
    one.scored < one.cases && one.bounds !== null ? `[${number(one.bounds.low)}, ${number(one.bounds.high)}]` : "",
  ]);
  const every: TableColumn[] = [
    { label: "model", align: "left" },
    { label: "scorer", align: "left" },
    { label: "scored", align: "right" },
    { label: "mean", align: "right" },
    { label: `${Math.round(level * 100)} % interval`, align: "right" },
    { label: "clusters", align: "right" },
    { label: "method", align: "left" },
    { label: "if all missing were 0 or 1", align: "right" },
  ];
  const told = every.flatMap((_, i) => (table.some((row) => row[i] !== "") ? [i] : []));
  const heads = told.map((i) => every[i]!);
  io.out(textTable({ columns: heads, rows: table.map((row) => told.map((i) => row[i]!)) }, io.width));
  if (switches.length > 0) io.out(`\n${switchTable(switches, level, io.width)}`);
  for (const one of results) {
    const odd = Object.entries(one.outcomes).filter(([word, count]) => word !== "answered" && count > 0);
    if (odd.length > 0) io.out(`${one.modelId}: ${odd.map(([word, count]) => `${count} ${word}`).join(", ")}\n`);
  }
  if (folder !== null) io.out(`Report: ${join(folder, "report.html")}\n`);
  io.out(plainText(gates.text));
  return gates.exitCode;
}

/** Options that only a suite of views has a use for. To ignore one would let it seem heeded. */
function refuseViewOptions({ labels, tunedOn, options }: SummariseRequest): void {
  const { by, ci, completeTriplets, correction, minEffect, threshold } = options;
  const given = Object.entries({
    "--labels": labels,
    "--tuned-on": tunedOn,
    "--by": by,
    "--ci": ci,
    "--complete-triplets": completeTriplets,
    "--correction": correction,
    "--min-effect": minEffect,
    "--threshold": threshold,
  }).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (given.length === 0) return;
  throw new InvalidInputError(`${given.join(", ")}: for suites of views, and these are cases`, {
    hint: "Leave it away, or name a run of a suite of views; assay ls lists the runs.",
  });
}
