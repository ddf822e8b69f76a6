import { InvalidOptionError } from "../errors/statistics-errors.ts";
import { type Outcome, outcomes } from "../schema/run/outcome.ts";

/** Outcomes that `--retry` asks again: one of them, several with commas, or all that are not plain answers. */
export function retryOutcomes(text: string): ReadonlySet<Outcome> {
  const retryable = outcomes.filter((word) => word !== "answered");
  if (text === "all") return new Set(retryable);
  return new Set(
    text.split(",").map((word) => {
      const found = retryable.find((known) => known === word.trim());
      if (found === undefined)
        throw new InvalidOptionError("--retry", word, `one of ${retryable.join(", ")}, all is expected`);
      return found;
    }),
  );
}
