import { createHash } from "node:crypto";
import { z } from "zod";
import type { ErrorPlace } from "../../../../errors/assay-error.ts";
import { InvalidInputError } from "../../../../errors/input-errors.ts";
import { fromDisk } from "../../../../schema/codec.ts";
import { parseJson, placeInJson } from "../../../../schema/parse-json.ts";
import type { ScoreTable } from "../../../../sources/score-table/score-table.ts";

const truthSchema = z.object({
  schema: z.literal("assay/matrix-truth@1"),
  salt: z.string(),
  scores: z.array(z.object({ modelId: z.string(), benchmarkId: z.string(), score: z.number() })).min(1),
});

const commitmentSchema = z.object({ schema: z.literal("assay/matrix-commitment@1"), sha256: z.string() });

/** A text with the path it was read from. */
interface NamedText {
  readonly text: string;
  readonly file: string;
}

/**
 * The visible table with the held-out scores back in it, once the truth is seen to be what was committed to before the
 * predictions were made. Throws InvalidInputError where it is not, or names what the table does not have.
 */
export function withCommittedTruth(visible: ScoreTable, truth: NamedText, commitment: NamedText): ScoreTable {
  const committed = fromDisk(
    commitmentSchema,
    parseJson(commitment.text, { file: commitment.file }),
    placeInJson(commitment.file, commitment.text),
  );
  const hash = createHash("sha256").update(truth.text, "utf8").digest("hex");
  if (hash !== committed.sha256) {
    throw new InvalidInputError("this truth is not the one that was committed to", {
      place: { file: truth.file },
      hint: `Its sha256 is ${hash.slice(0, 12)}…, and ${commitment.file} says ${committed.sha256.slice(0, 12)}….`,
    });
  }
  const { scores } = fromDisk(
    truthSchema,
    parseJson(truth.text, { file: truth.file }),
    placeInJson(truth.file, truth.text),
  );
  const place: ErrorPlace = { file: truth.file };
  const models = new Map(visible.models.map(({ id }, at) => [id, at]));
  const benchmarks = new Map(visible.benchmarks.map(({ id }, at) => [id, at]));
  const back = scores.map(({ modelId, benchmarkId, score }) => {
    const [model, benchmark] = [models.get(modelId), benchmarks.get(benchmarkId)];
    if (model === undefined || benchmark === undefined) {
      throw new InvalidInputError(`the visible table has no ${modelId}/${benchmarkId}`, {
        place,
        hint: "Give --data the visible.json that was made together with this truth.",
      });
    }
    return {
      model,
      benchmark,
      value: score,
      standardError: null,
      source: null,
      date: null,
      setting: null,
      status: null,
    };
  });
  const cells = [...visible.cells, ...back].toSorted((a, b) => a.model - b.model || a.benchmark - b.benchmark);
  return { ...visible, cells };
}
