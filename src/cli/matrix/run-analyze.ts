import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { toolVersion } from "../../provenance/tool-version.ts";
import { wrap } from "../../report/text-table.ts";
import { number, percent } from "../../report/words.ts";
import { analysisFiles } from "../../studies/matrix/analyze/analysis-files.ts";
import { analysisRecords } from "../../studies/matrix/analyze/analysis-records.ts";
import { type Analysis, analyze } from "../../studies/matrix/analyze/analyze.ts";
import type { Evaluation } from "../../studies/matrix/evaluate/evaluate.ts";
import { maskCells } from "../../studies/matrix/masks/mask-cells.ts";
import { findPredictor } from "../../studies/matrix/predictors/registry.ts";
import { whyTheyDiffer } from "../../studies/matrix/report/rank-text.ts";
import type { Io } from "../io.ts";
import { plainText } from "../plain-text.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { extractionFiles } from "./extraction-files.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";
import { readMask } from "./protocol-options.ts";
import { showSteps } from "./show-steps.ts";

export interface AnalyzeFlags extends DataFlags, OutputFlags {
  mask?: string;
  predictor?: string;
  k?: number;
  seed?: number;
  json?: boolean;
}

export async function runAnalyze(io: Io, flags: AnalyzeFlags): Promise<number> {
  return (await writeAnalysis(io, flags)).exitCode;
}

/** Analyses, writes all files, prints one screen; the analysis too, for who wants to say more. */
export async function writeAnalysis(
  io: Io,
  flags: AnalyzeFlags,
): Promise<{ readonly analysis: Analysis; readonly exitCode: number }> {
  const { predictor = "assay", k = 5, seed = 1 } = flags;
  if (flags.out === undefined) {
    throw new InvalidInputError("where should the seven files go?", { hint: "Name a folder: --out analysis" });
  }
  findPredictor(predictor);
  const output = await openOutput(io.cwd, flags);
  const extracted = await readScoreTable(io.cwd, flags);
  const { table, extraction } = extracted;
  if (table.models.length < 3 || table.benchmarks.length < 2) {
    throw new InvalidInputError(
      `${table.models.length} models × ${table.benchmarks.length} benchmarks is too small to analyse`,
      { hint: "At least 3 models and 2 benchmarks are needed." },
    );
  }
  if (k >= table.benchmarks.length) {
    throw new InvalidInputError(`--k ${k} of ${table.benchmarks.length} benchmarks leaves none to be told about`, {
      hint: `Ask for up to ${table.benchmarks.length - 1}.`,
    });
  }
  const mask = flags.mask === undefined ? null : await readMask(io.cwd, flags.mask);
  if (mask !== null) maskCells(mask, table, { file: resolve(io.cwd, flags.mask!) });
  const steps = showSteps(io);
  const analysis = analyze(extracted, mask, { seed, predictor, k, onStep: (text) => steps.show(text) });
  steps.show("files");
  const tool = await toolVersion();
  const provenance = {
    data_sha256: extraction.source.map(({ sha256 }) => sha256),
    mask_sha256: flags.mask === undefined ? null : await sha256Of(resolve(io.cwd, flags.mask)),
    tool_version: tool.version,
    seed,
  };
  const files = analysisFiles(analysis, provenance);
  await output!.write({
    ...files,
    "extraction.json": extractionFiles(extracted)["extraction.json"],
    "records.json": analysisRecords(analysis, { tool, createdAt: new Date().toISOString() }),
  });
  steps.stop();
  io.out(flags.json ? String(files["results_summary.json"]) : plainText(screen(analysis, io.width)));
  io.err(`written: ${output!.path}\n`);
  if (mask === null) io.err("note: without --mask canonical_predictions.csv is not written\n");
  const leaking = analysis.proofs.some(({ firstDifference }) => firstDifference !== null);
  return { analysis, exitCode: leaking ? 1 : mask === null ? 3 : 0 };
}

async function sha256Of(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

/** The whole analysis on one screen. */
function screen(analysis: Analysis, width: number): string {
  const { extracted, cleaned, rank, selection, development, masked, predictor, proofs } = analysis;
  const { table, extraction } = extracted;
  const own = development.predictors[0]!;
  const step = selection.steps[selection.order.length];
  const leaking = proofs.some(({ firstDifference }) => firstDifference !== null);
  const rows: [label: string, text: string][] = [
    [
      "table",
      `${table.models.length} models × ${table.benchmarks.length} benchmarks, ${table.cells.length} scores, ${percent(extraction.missingFraction)} missing; cleaned ${cleaned.models.length} × ${cleaned.benchmarks.length}`,
    ],
    ["rank", `of the cleaned table ${rank.recommended.rank} (${rank.recommended.criterion}). ${whyTheyDiffer(rank)}`],
    ["probes", selection.order.map((j) => cleaned.benchmarks[j]!.name).join(", ")],
    [
      "",
      `error on other scores ${number(step?.error, 2)}, without probes ${number(step?.unprobed, 2)}, in-sample (optimistic) ${number(step?.inSample, 2)}`,
    ],
    [
      "prediction",
      `${predictor.id}: ${figure(own.clipped.mae)} normalised points on ${development.cells.length} held-out scores of ${development.models.length} ${masked === null ? "" : "other "}models`,
    ],
    ...(masked === null ? [] : maskedRows(masked.evaluation)),
    leaking
      ? ["LEAK", "predictions depend on held-out scores; trust no figure above"]
      : ["proof", "replacing held-out scores changed no prediction"],
  ];
  const indent = 11;
  const lines = rows.flatMap(([label, text]) =>
    wrap(text, Math.max(20, width - indent)).map((line, i) => `${(i === 0 ? label : "").padEnd(indent)}${line}`),
  );
  return `${lines.join("\n")}\n`;
}

function maskedRows({ predictors, differences, cells }: Evaluation): [label: string, text: string][] {
  const [first] = predictors;
  const rival = differences.find(({ on, second }) => on === "clipped" && second === "blend");
  const held = first!.intervalQuality.find(({ level }) => level === 0.9)?.coverage.value ?? null;
  return [
    [
      "masked",
      `${figure(first!.clipped.mae)} clipped, ${figure(first!.unclipped.mae)} not, on ${cells.length} scores; 90 % intervals ${held === null ? "could not be calibrated" : `cover ${percent(held)}`}`,
    ],
    ...(rival === undefined
      ? []
      : ([["", `against the published blend ${figure(rival.estimate)}`]] as [string, string][])),
  ];
}

function figure({ value, ci }: Evaluation["predictors"][number]["clipped"]["mae"]): string {
  return `${number(value, 2)}${ci === null ? "" : ` [${number(ci.low, 2)}, ${number(ci.high, 2)}]`}`;
}
