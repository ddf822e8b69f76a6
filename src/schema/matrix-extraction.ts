import { z } from "zod";
import { calendarDate, count, sha256 } from "./common-fields.ts";
import { type DocumentOf, documentKind } from "./document-kind.ts";

const id = z.string().min(1);

/** How a table of scores was found in files that others wrote, and everything that was decided on the way. */
export const matrixExtractionKind = documentKind({
  kind: "matrix-extraction",
  about: "How a models × benchmarks table was found in files that others wrote, and what was decided on the way.",
  authored: true,
  fields: {
    source: z
      .array(
        z.strictObject({
          path: z.string().describe("The file as it was given."),
          sha256: sha256.describe("Of its bytes."),
          bytes: count.describe("Its size."),
        }),
      )
      .describe("The files it was read from."),
    shape: z
      .enum(["long", "nested", "wide", "dense", "every-eval-ever", "assay"])
      .describe("How the scores are laid out there."),
    score: z
      .number()
      .nullable()
      .describe("How much spoke for this reading, 0 to 1; null where it was declared, by the file or by --map."),
    alternatives: z
      .array(
        z.strictObject({
          shape: z.string().describe("Its shape."),
          map: z.string().describe("What to give to --map to read it so."),
          score: z.number().describe("How much spoke for it."),
          examples: z.array(z.string()).describe("Three cells as it would read them."),
        }),
      )
      .describe("Other readings that were weighed, best first."),
    mapping: z
      .strictObject({
        path: z.string().describe("Where the records are."),
        model: z.string().describe("What names the model."),
        benchmark: z.string().describe("What names the benchmark."),
        score: z.string().describe("What holds the score."),
        map: z.string().describe("The same as --map takes it."),
      })
      .describe("The reading that was taken."),
    rawSchema: z.string().describe("What the files hold, in a line."),
    decisions: z
      .array(
        z.strictObject({
          step: z.string().describe("Which decision."),
          choice: z.string().describe("What was chosen."),
          why: z.string().describe("Why."),
          affected: count.describe("Entries it concerns."),
        }),
      )
      .describe("What was decided, in order."),
    nRows: count.describe("Records read."),
    nModels: count.describe("Models of the table."),
    nBenchmarks: count.describe("Benchmarks of the table."),
    nCells: count.describe("Cells with a score, duplicates settled."),
    missingFraction: z.number().describe("Share of cells without a score."),
    duplicates: z
      .array(
        z.strictObject({
          modelId: id.describe("Of which model."),
          benchmarkId: id.describe("On which benchmark."),
          values: z.array(z.number()).describe("All values, in the order of the file."),
          sources: z.array(z.string().nullable()).describe("Where each comes from; null where the file does not say."),
          kept: z.number().describe("The value in the table."),
          kind: z.enum(["exact", "conflict"]).describe("Whether they agree."),
          spread: z.number().describe("Largest minus smallest value."),
          policy: z.string().describe("How the kept value was chosen."),
        }),
      )
      .describe("Cells with more than one score."),
    zeros: z
      .array(
        z.strictObject({
          modelId: id.describe("Of which model."),
          benchmarkId: id.describe("On which benchmark."),
          kept: z.boolean().describe("Whether the zero is in the table."),
        }),
      )
      .describe("Scores of exactly 0."),
    rejected: z
      .array(
        z.strictObject({
          where: z.string().describe("File, line and path."),
          value: z.string().describe("What stands there."),
          why: z.string().describe("Why it is no score."),
        }),
      )
      .describe("Entries that are neither a number nor a word for missing; the first 1,000."),
    nRejected: count.describe("How many entries were rejected."),
    orphans: z
      .strictObject({
        models: z.array(id).describe("Models with scores that the table of models does not list."),
        benchmarks: z.array(id).describe("Benchmarks with scores that the table of benchmarks does not list."),
      })
      .describe("Ids without a record of their own."),
    issues: z
      .array(
        z.strictObject({
          code: z.string().describe("Which kind of trouble: mixed_scale and others."),
          benchmarkId: id.nullable().describe("On which benchmark; null for the whole table."),
          detail: z.string().describe("What was seen."),
          affected: count.describe("Scores it concerns."),
        }),
      )
      .describe("What looks wrong and was left as it is, unless asked otherwise."),
    benchmarks: z
      .array(
        z.strictObject({
          id: id.describe("Its id."),
          name: z.string().describe("Its name."),
          n: count.describe("Models with a score on it."),
          min: z.number().nullable().describe("Lowest score; null without any."),
          max: z.number().nullable().describe("Highest score; null without any."),
          transform: z.string().nullable().describe("Transform of the working space; null where none was chosen yet."),
          transformReason: z.string().nullable().describe("Why that one."),
        }),
      )
      .describe("Benchmarks in the order of the table."),
    models: z
      .array(
        z.strictObject({
          id: id.describe("Its id."),
          name: z.string().describe("Its name."),
          n: count.describe("Benchmarks it has a score on."),
          provider: z.string().nullable().describe("Who made it."),
          releaseDate: calendarDate
            .nullable()
            .describe("When it came out; a year stands as 1 July, a month as its 15th."),
          releaseDatePrecision: z.enum(["day", "month", "year"]).nullable().describe("How exact that date is."),
        }),
      )
      .describe("Models in the order of the table."),
  },
});
export type MatrixExtraction = DocumentOf<typeof matrixExtractionKind>;
