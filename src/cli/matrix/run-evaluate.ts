import { InvalidInputError } from "../../errors/input-errors.ts";
import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { picturesOf } from "../../report/document.ts";
import { renderMarkdown } from "../../report/markdown.ts";
import { pictureFiles } from "../../report/picture-files.ts";
import { evaluate } from "../../studies/matrix/evaluate/evaluate.ts";
import { evaluationRecord } from "../../studies/matrix/evaluate/evaluation-record.ts";
import { perturbationTest } from "../../studies/matrix/leakage/perturbation-test.ts";
import { findPredictor } from "../../studies/matrix/predictors/registry.ts";
import { evaluationDocument, evaluationTable } from "../../studies/matrix/report/evaluation-document.ts";
import type { Io } from "../io.ts";
import { plainText } from "../plain-text.ts";
import { checkShare } from "./check-share.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";
import { type ProtocolFlags, protocolOf } from "./protocol-options.ts";
import { showSteps } from "./show-steps.ts";

export interface EvaluateFlags extends DataFlags, OutputFlags, ProtocolFlags {
  predictor?: string;
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
  const predictors = predictorList(flags.predictor ?? defaultPredictors).map((id) => findPredictor(id));
  if (new Set(predictors.map(({ id }) => id)).size < predictors.length) {
    throw new InvalidInputError("a predictor is named twice", { hint: "Name each once in --predictor." });
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
          return perturbationTest(() => predictor, table, proved, { seed });
        });
  steps.stop();
  const record = `${JSON.stringify(evaluationRecord(evaluation, table, proofs), null, 2)}\n`;
  const document = evaluationDocument(evaluation, proofs, table, extracted.extraction.source);
  if (output !== null) {
    await output.write({
      "evaluation.json": record,
      "evaluation.md": renderMarkdown(document),
      ...pictureFiles(picturesOf(document)),
    });
  }
  io.out(flags.json ? record : plainText(evaluationTable(evaluation, proofs, io.width)));
  if (output !== null) io.err(`written: ${output.path}\n`);
  if (proofs.some(({ firstDifference }) => firstDifference !== null)) return 1;
  return evaluation.predictors.some(({ run }) => run.status !== "ok") ? 3 : 0;
}

/** Split at commas, except that `ensemble:` and `stack:` take the rest of the list for themselves. */
function predictorList(text: string): string[] {
  const ids = text.split(",").map((id) => id.trim());
  const joined = ids.findIndex((id) => /^(ensemble|stack):/.test(id));
  return joined < 0 ? ids : [...ids.slice(0, joined), ids.slice(joined).join(",")];
}
