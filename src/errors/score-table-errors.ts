import { AssayError, type AssayErrorOptions, type ErrorPlace } from "./assay-error.ts";

/** One way a file could be read, as an error shows it. */
export interface ReadingOffer {
  readonly shape: string;
  /** What to give to `--map`. */
  readonly map: string;
  readonly examples: readonly string[];
}

/** Two readings of a file that are about equally likely; nobody but its owner can choose. */
export class AmbiguousShapeError extends AssayError {
  override readonly code: string = "ambiguous-shape";
  readonly readings: readonly ReadingOffer[];

  constructor(readings: readonly ReadingOffer[], place: ErrorPlace) {
    const shown = readings.map(({ shape, map, examples }) => `${shape} ${map} (${examples.join("; ")})`);
    super(`these scores can be read in more than one way: ${shown.join(" — or ")}`, {
      place,
      hint: `Choose one: ${readings.map(({ map }) => `--map '${map}'`).join(" or ")}`,
    });
    this.readings = readings;
  }
}

/** It is plain what the two sides are called, but not which of them are the models. */
export class UndecidedOrientationError extends AssayError {
  override readonly code: string = "undecided-orientation";

  constructor(first: string, second: string, examples: readonly string[], place: ErrorPlace) {
    super(`it cannot be told which side the models are: ${first} or ${second} (${examples.join("; ")})`, {
      place,
      hint: `Say what stands first in those pairs: --orientation models-first or --orientation benchmarks-first`,
    });
  }
}

/** Nothing in the files reads as a table of scores. */
export class NoScoresError extends AssayError {
  override readonly code: string = "no-scores";

  constructor(message: string, options: AssayErrorOptions) {
    super(message, options);
  }
}
