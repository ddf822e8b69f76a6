import { InvalidInputError } from "../../errors/input-errors.ts";
import { csvTable } from "../../report/csv.ts";
import { textTable } from "../../report/text-table.ts";
import { number, plural } from "../../report/words.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";
import type { Cell } from "../../studies/matrix/masked-view.ts";
import { parseNewBenchmark, parseNewModel, withBenchmark, withModel } from "../../studies/matrix/predict/add-line.ts";
import { findBenchmark, findModel } from "../../studies/matrix/predict/find-names.ts";
import { predictCells, type ScorePrediction } from "../../studies/matrix/predict/predict-cells.ts";
import { scaleNotes } from "../../studies/matrix/predict/scale-notes.ts";
import { findPredictor } from "../../studies/matrix/predictors/registry.ts";
import type { Io } from "../io.ts";
import { plainText } from "../plain-text.ts";
import { checkShare } from "./check-share.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { inlineOrFile } from "./inline-or-file.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";
import { showSteps } from "./show-steps.ts";

export interface PredictFlags extends DataFlags, OutputFlags {
  model?: string;
  benchmark?: string;
  all?: boolean;
  newModel?: string;
  newBenchmark?: string;
  predictor?: string;
  calibration?: "hierarchical" | "pooled" | "one-per-model";
  level?: number;
  seed?: number;
  json?: boolean;
}

export async function runPredict(io: Io, flags: PredictFlags): Promise<number> {
  const level = checkShare("--level", flags.level ?? 0.9);
  const predictor = findPredictor(flags.predictor ?? "assay");
  const output = await openOutput(io.cwd, flags);
  const extracted = await readScoreTable(io.cwd, flags);
  const { table, cells, notes } = await askedCells(io, flags, extracted.table);
  const steps = showSteps(io);
  const explain = cells.length <= mostExplained;
  const predictions = predictCells(table, cells, predictor, {
    level,
    method: flags.calibration ?? "hierarchical",
    seed: flags.seed ?? 1,
    explain,
    onStep: (done, of) => steps.show(`${done} of ${of} scores`),
  });
  steps.stop();
  const records = predictions.map((prediction) => recordOf(prediction, table));
  const json = `${JSON.stringify(records, null, 2)}\n`;
  await output?.write({ "predictions.json": json, "predictions.csv": csvOf(records) });
  io.out(flags.json ? json : plainText(textOf(predictions, table, predictor.id, io.width)));
  if (!explain) io.err(`note: reasons are given for up to ${mostExplained} scores at once\n`);
  for (const note of notes) io.err(`note: ${note}\n`);
  if (output !== null) io.err(`written: ${output.path}\n`);
  return predictions.some(({ value }) => value === null) ? 3 : 0;
}

const newLine = '{"name": "mine", "scores": {}}';

/** Reasons take longer than predictions; nobody reads more of them. */
const mostExplained = 5000;

interface Asked {
  readonly table: ScoreTable;
  readonly cells: readonly Cell[];
  readonly notes: readonly string[];
}

async function askedCells({ cwd }: Io, flags: PredictFlags, known: ScoreTable): Promise<Asked> {
  let table = known;
  const notes: string[] = [];
  const rows: number[] = [];
  const columns: number[] = [];
  if (flags.newModel !== undefined) {
    const { text, file } = await inlineOrFile(cwd, flags.newModel, "--new-model", newLine);
    const added = withModel(table, parseNewModel(text, file));
    table = added.table;
    notes.push(...scaleNotes(table, added.model));
    rows.push(added.model);
  }
  if (flags.newBenchmark !== undefined) {
    const { text, file } = await inlineOrFile(cwd, flags.newBenchmark, "--new-benchmark", newLine);
    const parsed = parseNewBenchmark(text, file);
    const scores = Object.keys(parsed.scores).length;
    if (scores < 3)
      notes.push(
        `${plural(scores, "score")} cannot say much about a benchmark's level and spread; the intervals are wide`,
      );
    const added = withBenchmark(table, parsed);
    table = added.table;
    columns.push(added.benchmark);
  }
  if (flags.model !== undefined) rows.push(findModel(table, flags.model));
  if (flags.benchmark !== undefined) columns.push(findBenchmark(table, flags.benchmark));
  if (rows.length === 0 && columns.length === 0 && flags.all !== true) {
    throw new InvalidInputError("which scores?", {
      hint: "Name --model, --benchmark, both, --new-model, --new-benchmark, or --all.",
    });
  }
  const everyRow = rows.length === 0 ? [...table.models.keys()] : rows;
  const everyColumn = columns.length === 0 ? [...table.benchmarks.keys()] : columns;
  const asked = everyRow.flatMap((model) => everyColumn.map((benchmark) => ({ model, benchmark })));
  if (asked.length === 1) return { table, cells: asked, notes };
  const width = table.benchmarks.length;
  const measured = new Set(table.cells.map(({ model, benchmark }) => model * width + benchmark));
  const cells = asked.filter(({ model, benchmark }) => !measured.has(model * width + benchmark));
  if (cells.length < asked.length)
    notes.push(`already measured and left out: ${plural(asked.length - cells.length, "score")}`);
  return { table, cells, notes };
}

interface PredictionRecord {
  readonly model_id: string;
  readonly benchmark_id: string;
  readonly y_pred: number | null;
  readonly y_low: number | null;
  readonly y_high: number | null;
  readonly level: number;
  readonly observed: number | null;
  readonly is_observed: boolean;
  readonly support: { readonly model_scores: number; readonly benchmark_scores: number };
  readonly because: readonly string[];
  readonly reason: string | null;
}

function recordOf(prediction: ScorePrediction, table: ScoreTable): PredictionRecord {
  const { cell, value, low, high, level, isObserved, support, because, reason } = prediction;
  return {
    model_id: table.models[cell.model]!.id,
    benchmark_id: table.benchmarks[cell.benchmark]!.id,
    y_pred: isObserved ? null : value,
    y_low: low,
    y_high: high,
    level,
    observed: isObserved ? value : null,
    is_observed: isObserved,
    support: { model_scores: support.modelScores, benchmark_scores: support.benchmarkScores },
    because,
    reason,
  };
}

function csvOf(records: readonly PredictionRecord[]): string {
  const columns = [
    "model_id",
    "benchmark_id",
    "y_pred",
    "y_low",
    "y_high",
    "level",
    "observed",
    "model_scores",
    "benchmark_scores",
    "because",
    "reason",
  ];
  return csvTable(
    columns,
    records.map((record) => [
      record.model_id,
      record.benchmark_id,
      record.y_pred,
      record.y_low,
      record.y_high,
      record.level,
      record.observed,
      record.support.model_scores,
      record.support.benchmark_scores,
      record.because.join("; "),
      record.reason,
    ]),
  );
}

const listed = 60;

function textOf(predictions: readonly ScorePrediction[], table: ScoreTable, predictor: string, width: number): string {
  const models = new Set(predictions.map(({ cell }) => cell.model));
  const rows = predictions
    .slice(0, listed)
    .map(({ cell, value, low, high, level, isObserved, support, because, reason }) => [
      ...(models.size > 1 ? [table.models[cell.model]!.name] : []),
      table.benchmarks[cell.benchmark]!.name,
      number(value, 1),
      isObserved ? "measured" : low === null ? "–" : `[${number(low, 1)}, ${number(high, 1)}]`,
      `${support.modelScores}, ${support.benchmarkScores}`,
      isObserved ? "" : because.length > 0 ? because.join(", ") : (reason ?? `${100 * level} %`),
    ]);
  const only = models.size === 1 ? `${table.models[[...models][0]!]!.name}, ` : "";
  const [{ level } = { level: 0.9 }] = predictions;
  const unbounded = predictions.filter(({ isObserved, low, value }) => !isObserved && value !== null && low === null);
  return [
    `${only}${predictor}; intervals hold ${100 * level} % of such scores, if models are like those calibrated on\n`,
    textTable(
      {
        columns: [
          ...(models.size > 1 ? [{ label: "model", align: "left" as const }] : []),
          { label: "benchmark", align: "left" },
          { label: "score", align: "right" },
          { label: "interval", align: "right" },
          { label: "seen: model, benchmark", align: "right" },
          { label: "because (points it adds)", align: "left" },
        ],
        rows,
      },
      width,
    ),
    ...(predictions.length > listed
      ? [`… and ${predictions.length - listed} more: --out DIR or --json has all\n`]
      : []),
    ...(unbounded.length > 0 ? [`no interval for ${unbounded.length}: ${unbounded[0]!.reason}\n`] : []),
  ].join("\n");
}
