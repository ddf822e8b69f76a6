import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { Cell, MaskedView } from "../masked-view.ts";
import type { CellEstimate, PredictionReason } from "../predictor.ts";

const reasons: ReadonlySet<unknown> = new Set<PredictionReason>([
  "cold_benchmark",
  "cold_model",
  "too_few_shared",
  "no_usable_benchmark",
  "not_converged",
]);

/**
 * What another's predictor answered, checked: one entry a cell, a finite number, null, or an object with `value` and
 * perhaps `working`, `sd` and `reason`. How much was visible is counted here, not believed. Throws InvalidInputError with
 * the first entry that is none of these.
 */
export function pluginEstimates(answers: unknown, cells: readonly Cell[], view: MaskedView): CellEstimate[] {
  if (!Array.isArray(answers) || answers.length !== cells.length) {
    const got = Array.isArray(answers) ? `${answers.length}` : typeof answers;
    throw new InvalidInputError(`asked for ${cells.length} cells it answered ${got}`, {
      hint: "predict returns one entry a cell, in their order.",
    });
  }
  return cells.map((cell, i) => {
    const { value, working, sd, reason } = partsOf(answers[i]);
    if (value !== null && !Number.isFinite(value)) throw notANumber(cell, view, value);
    const support = {
      modelScores: lengthOf(view.rows, cell.model),
      benchmarkScores: lengthOf(view.columns, cell.benchmark),
    };
    if (value === null) {
      const said = reasons.has(reason) ? (reason as PredictionReason) : "not_answered";
      return { cell, value: null, working: null, sd: null, support, reason: said };
    }
    const spread = Number.isFinite(working) && Number.isFinite(sd) && (sd as number) > 0;
    return {
      cell,
      value: value as number,
      working: spread ? (working as number) : null,
      sd: spread ? (sd as number) : null,
      support,
    };
  });
}

interface Parts {
  readonly value: unknown;
  readonly working?: unknown;
  readonly sd?: unknown;
  readonly reason?: unknown;
}

function partsOf(answer: unknown): Parts {
  if (typeof answer !== "object" || answer === null) return { value: answer };
  return answer as Parts;
}

function notANumber({ model, benchmark }: Cell, { models, benchmarks }: MaskedView, value: unknown): InvalidInputError {
  const place = `${models[model]!.id}/${benchmarks[benchmark]!.id}`;
  return new InvalidInputError(`for ${place} it answered ${String(value)}, which is no finite number`, {
    hint: "Answer null where nothing can be told.",
  });
}

function lengthOf({ start }: MaskedView["rows"], line: number): number {
  return start[line + 1]! - start[line]!;
}
