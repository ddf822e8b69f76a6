import type { ChatOutcome, ChatRequest } from "../providers/provider.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { ScoreState } from "../schema/run/outcome.ts";

/** What one judge's reply says, or that it must be asked again. */
export type Reading =
  | {
      readonly kind: "read";
      readonly state: ScoreState;
      readonly score: number | null;
      readonly refusal: boolean | null;
      readonly evidence: string | null;
      readonly evidenceFound: boolean | null;
      readonly reason: string | null;
    }
  | { readonly kind: "again"; readonly fault: string };

/** How one judge scorer puts its question. Pure: the flow owns calls, journal and order. */
export interface Questions {
  /** The forms in which each judge is asked about one answer, for example both label orders. */
  readonly forms: readonly ("a-high" | "a-low" | null)[];
  /** Most replies asked for one form, the first included. */
  readonly mostTries: number;
  /** Names its questions in the journal beside those of other scorers; null for the panel that had it to itself. */
  readonly name: string | null;
  /** `asking` is 2 when the judge is asked again to see whether it agrees with itself. */
  build(
    row: AnswerRow,
    form: "a-high" | "a-low" | null,
    earlier: readonly FailedTry[],
    asking: number,
  ): Omit<ChatRequest, "model" | "origin">;
  read(row: AnswerRow, form: "a-high" | "a-low" | null, outcome: ChatOutcome): Reading;
}

export interface FailedTry {
  readonly text: string;
  readonly fault: string;
}
