import { resolve } from "node:path";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { evaluate } from "../../studies/matrix/evaluate/evaluate.ts";
import { evaluationRecord } from "../../studies/matrix/evaluate/evaluation-record.ts";
import { perturbationTest } from "../../studies/matrix/leakage/perturbation-test.ts";
import type { Predictor } from "../../studies/matrix/predictor.ts";
import { findPredictor } from "../../studies/matrix/predictors/registry.ts";
import { evaluationTable } from "../../studies/matrix/report/evaluation-tables.ts";
import type { Io } from "../io.ts";
import { plainText } from "../plain-text.ts";
import { checkShare } from "./check-share.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";
import { type ProtocolFlags, protocolOf } from "./protocol-options.ts";
import { showSteps } from "./show-steps.ts";

export interface EvaluateFlags extends DataFlags, OutputFlags, ProtocolFlags {
  predictor?: string;
  plugin?: string[];
  clip?: "range" | "natural" | "none";
  intervals?: number | false;
  calibration?: "hierarchical" | "pooled" | "one-per-model";
  level?: number;
  resamples?: number;
  leakProof?: boolean;
  seed?: number;
  json?: boolean;
}

const defaultPredictors = "mean,blend,bias-als,fax:2-6,assay";
/** The proof refits every predictor four times a task; so many tasks, spread evenly, are enough to find a leak. */
const provedTasks = 12;

export async function runEvaluate(io: Io, flags: EvaluateFlags): Promise<number> {
  const { seed = 1, level = 0.95, resamples = 10_000, clip = "range" } = flags;
  checkShare("--level", level);
  const intervalLevel = flags.intervals ?? 0.9;
  if (intervalLevel !== false) checkShare("--intervals", intervalLevel);
  if (resamples < 200) throw new InvalidOptionError("--resamples", resamples, "at least 200 draws are needed");
  const plugins = await pluginsOf(io, flags);
  const ours = predictorList(flags.predictor ?? defaultPredictors).map((id) => findPredictor(id));
  const predictors: Predictor[] = [...ours, ...plugins];
  if (new Set(predictors.map(({ id }) => id)).size < predictors.length) {
    throw new InvalidInputError("a predictor is named twice", {
      hint: "Name each once in --predictor, and give a plugin an id of its own.",
    });
  }
  const output = await openOutput(io.cwd, flags);
  const extracted = await readScoreTable(io.cwd, flags);
  const { table, protocol } = await protocolOf(io.cwd, extracted.table, flags, seed);
  const steps = showSteps(io);
  const evaluation = evaluate(table, protocol, predictors, {
    seed,
    level,
    resamples,
    clip,
    ...(intervalLevel === false
      ? {}
      : {
          intervals: {
            level: intervalLevel,
            method: flags.calibration ?? "hierarchical",
            curve: [0.5, 0.8, 0.9, 0.95],
          },
        }),
    onTask: (predictor, done, of) => steps.show(`${predictor}: task ${done} of ${of}`),
  });
  const tasks = protocol.tasks(table);
  const proved = tasks.filter((_task, i) => i % Math.ceil(tasks.length / provedTasks) === 0);
  const proofs =
    flags.leakProof === false
      ? []
      : predictors.map((predictor) => {
          steps.show(`${predictor.id}: showing that held-out scores do not matter`);
          const plugin = plugins.find(({ id }) => id === predictor.id);
          const forget = plugin === undefined ? {} : { forget: plugin.restart };
          return perturbationTest(() => predictor, table, proved, { seed, ...forget });
        });
  steps.stop();
  const record = `${JSON.stringify(evaluationRecord(evaluation, table, proofs), null, 2)}\n`;
  for (const plugin of plugins) plugin.restart();
  if (output !== null) {
    const { evaluationFiles } = await import("../../studies/matrix/report/evaluation-files.ts");
    await output.write({
      "evaluation.json": record,
      ...evaluationFiles(evaluation, proofs, table, extracted.extraction.source),
    });
  }
  io.out(flags.json ? record : plainText(evaluationTable(evaluation, proofs, table, io.width)));
  if (output !== null) io.err(`written: ${output.path}\n`);
  if (proofs.some(({ firstDifference }) => firstDifference !== null)) return 1;
  return evaluation.predictors.some(({ run }) => run.status !== "ok") ? 3 : 0;
}

async function pluginsOf(io: Io, { plugin: files = [] }: EvaluateFlags) {
  if (files.length === 0) return [];
  const { pluginPredictor } = await import("../../studies/matrix/plugin/plugin-predictor.ts");
  return files.map((file) => pluginPredictor(resolve(io.cwd, file)));
}

/** Split at commas, except that `ensemble:` and `stack:` take the rest of the list for themselves. */
function predictorList(text: string): string[] {
  const ids = text.split(",").map((id) => id.trim());
  const joined = ids.findIndex((id) => /^(ensemble|stack):/.test(id));
  return joined < 0 ? ids : [...ids.slice(0, joined), ids.slice(joined).join(",")];
}
