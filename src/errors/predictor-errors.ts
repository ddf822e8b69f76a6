import { InvalidInputError } from "./input-errors.ts";
import { nearestName } from "./nearest-name.ts";

/** A predictor id that names no method, or a method with a parameter it cannot take. */
export class UnknownPredictorError extends InvalidInputError {
  override readonly code: string = "unknown-predictor";
  readonly id: string;
  readonly known: readonly string[];

  constructor(id: string, known: readonly string[], example: string | null) {
    const nearest = nearestName(id.split(":")[0]!, known);
    super(`there is no predictor "${id}"`, {
      hint:
        example !== null
          ? `Write it like "${example}".`
          : `${nearest === null ? "" : `Did you mean "${nearest}"? `}Predictors: ${known.join(", ")}.`,
    });
    this.id = id;
    this.known = known;
  }
}

/** More visible cells than a method can hold: its memory grows with their square. */
export class TooManyCellsError extends InvalidInputError {
  override readonly code: string = "too-many-cells";
  readonly predictor: string;
  readonly cells: number;
  readonly limit: number;

  constructor(predictor: string, cells: number, limit: number) {
    super(`${predictor} takes up to ${limit} visible cells, and there are ${cells}`, {
      hint: "Use fax:2-6, or fewer models and benchmarks.",
    });
    this.predictor = predictor;
    this.cells = cells;
    this.limit = limit;
  }
}
