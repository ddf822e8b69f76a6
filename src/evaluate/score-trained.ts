import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { InvalidInputError, MissingFileError } from "../errors/input-errors.ts";
import { fromDisk } from "../schema/codec.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { ScorerSpec } from "../schema/run/suite.ts";
import {
  type LinearTextModel,
  type LinearTextQuality,
  linearTextFile,
  readLinearText,
} from "../score/offline/linear-text-model.ts";
import { linearTextScorer, partiesOf } from "../score/offline/linear-text-scorer.ts";
import { textFeatures } from "../score/offline/text-features.ts";
import { trainLinearText } from "../score/offline/train-linear-text.ts";
import type { Scorer } from "../score/scorer.ts";
import { writeFileAtomic } from "../store/atomic-file.ts";
import { resolveRunId } from "../store/run-folders.ts";
import { places, requireWorkspace } from "../store/workspace.ts";
import { isScorable } from "./derive-scores.ts";
import { readAnswers } from "./read-answers.ts";

const options = z.strictObject({ model: z.string().min(1).describe("File of a trained scorer.") });

export interface TrainedScorers {
  readonly scorers: ReadonlyMap<string, Scorer>;
  /** Their quality, for the user to see before they are used. */
  readonly notes: readonly string[];
  readonly tunedOn: readonly string[];
}

/** The scorers of a suite that were trained beforehand. */
export async function trainedScorers(scorers: readonly ScorerSpec[], cwd: string): Promise<TrainedScorers> {
  const read = new Map<string, LinearTextModel>();
  for (const scorer of scorers) {
    if (scorer.use !== "linear-text") continue;
    const { model } = fromDisk(options, scorer.with, { path: `scorers.${scorer.id}.with` });
    const file = resolve(cwd, model);
    read.set(scorer.id, readLinearText(await textOf(file), file));
  }
  return {
    scorers: new Map([...read].map(([id, model]) => [id, linearTextScorer(id, model)])),
    notes: [...read].map(([id, { quality }]) => `scorer ${id}: ${qualityWords(quality)}`),
    tunedOn: [...read.values()].flatMap(({ trainedOn }) => trainedOn),
  };
}

/** "held out: α with people 0.71 [0.62, 0.78], …". */
export function qualityWords({ answers, groups, alpha, correlation, ...errors }: LinearTextQuality): string {
  const number = (value: number | null) => (value === null ? "unknown" : value.toFixed(2));
  const interval = alpha.low === null ? "" : ` [${number(alpha.low)}, ${number(alpha.high)}]`;
  return `trained on ${answers} answers of ${groups} triplets; held out, α with people ${number(alpha.value)}${interval}, r ${number(correlation)}, mean |error| ${number(errors.meanAbsoluteError)} against ${number(errors.baselineError)} for the mean alone`;
}

export interface TrainRequest {
  readonly cwd: string;
  readonly runRef: string;
  /** What people said of an answer; null where nobody did. Asked of all answers at once. */
  readonly labelsOf: (rows: readonly AnswerRow[]) => (row: AnswerRow) => number | null;
  readonly out: string;
  readonly folds: number;
  readonly seed: number;
}

/** Trains a scorer on the labelled answers of a run and saves it. Answers with its file and quality. */
export async function trainScorer(request: TrainRequest): Promise<{ file: string; quality: LinearTextQuality }> {
  const workspace = await requireWorkspace(request.cwd);
  const folder = places.run(workspace, await resolveRunId(workspace, request.runRef));
  const rows: AnswerRow[] = [];
  for await (const { row } of readAnswers(join(folder, "run.jsonl"))) if (isScorable(row, "score")) rows.push(row);
  const scoreOf = request.labelsOf(rows);
  const texts = rows.flatMap((row) => {
    const score = scoreOf(row);
    const features = () => textFeatures(row.responseText, partiesOf(row.metadata));
    return score === null
      ? []
      : [
          {
            features: features(),
            score,
            group: row.tripletId ?? row.clusterId,
            hash: hash("sha256", row.responseText, "hex"),
          },
        ];
  });
  if (texts.length === 0) {
    throw new InvalidInputError("none of these labels is of an answer of this run", {
      hint: "Export the labels of this run: assay label export -d DATASET --type calibration",
    });
  }
  const trained = trainLinearText(texts, { seed: request.seed, folds: request.folds });
  const file = resolve(request.cwd, request.out);
  await writeFileAtomic(file, linearTextFile(trained));
  return { file, quality: trained.quality };
}

async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new MissingFileError(`cannot read the trained scorer ${file}`, {
      place: { file },
      hint: "Train one: assay eval train-scorer RUN --labels FILE --out FILE",
      cause,
    });
  });
}
