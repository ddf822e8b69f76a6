import { hash } from "node:crypto";

/** One answer of a run, as far as it tells whose call it was. */
export interface AnswerOrigin {
  /** The cell and the repeat: who was asked what, for which time. */
  readonly place: string;
  /** The run that made the call; null where a cached answer does not say. */
  readonly run: string | null;
  readonly cached: boolean;
  readonly text: string;
}

type AnswerLine = Readonly<Record<string, unknown>>;

/** Whose call one line of `run.jsonl` is; null for no answer, and for another model's. */
export function answerOrigin(line: AnswerLine, model: string | null): AnswerOrigin | null {
  if (line["outcome"] !== "answered" || (model !== null && line["model_id"] !== model)) return null;
  const cached = line["cached"] === true;
  const from = cached ? line["cached_from"] : line["run_id"];
  return {
    place: JSON.stringify([line["cell"] ?? [line["model_id"], line["prompt_id"]], line["repeat"] ?? 0]),
    run: from === undefined || from === null ? null : String(from),
    cached,
    text: hash("sha256", String(line["response_text"] ?? "")),
  };
}

/**
 * How many answers both sides took from one and the same call: the same cell and repeat, of which at least one side has
 * it from the cache. Sides that share answers are not independent.
 */
export function sharedAnswers(a: readonly AnswerOrigin[], b: readonly AnswerOrigin[]): number {
  const there = new Map(b.map((answer) => [answer.place, answer]));
  return a.filter((answer) => {
    const other = there.get(answer.place);
    if (other === undefined || !(answer.cached || other.cached)) return false;
    if (answer.run !== null && other.run !== null) return answer.run === other.run;
    return answer.text === other.text;
  }).length;
}
