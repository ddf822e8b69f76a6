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
