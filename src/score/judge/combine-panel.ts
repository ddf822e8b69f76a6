import type { ScoreState } from "../../schema/run/outcome.ts";

/** One judge's view, as the panel counts it. */
export interface PanelVote {
  readonly id: string;
  readonly score: number | null;
  readonly state: ScoreState;
}

export interface PanelResult {
  readonly score: number | null;
  readonly state: ScoreState;
  /** True when most of the judges that could be read called it a refusal; null when the panel could not be read. */
  readonly refusal: boolean | null;
  /** Largest minus smallest score; null with fewer than two. */
  readonly range: number | null;
  readonly reason: string | null;
}

/**
 * The panel's word: the median of its scores; a refusal when more than half of the judges that could be read say so;
 * unparsed (or judge_failed, when no judge even answered) when fewer than half of the judges could be read.
 */
export function combinePanel(votes: readonly PanelVote[]): PanelResult {
  const none = { score: null, range: null };
  if (votes.length === 0) return { ...none, state: "not_run", refusal: null, reason: "no judge was asked" };
  const parsed = votes.filter(({ state }) => state === "scored" || state === "refusal" || state === "abstained");
  if (parsed.length === 0 || parsed.length < votes.length / 2) {
    const state = votes.every((vote) => vote.state === "judge_failed") ? "judge_failed" : "unparsed";
    const reason = `${parsed.length} of ${votes.length} judges could be read`;
    return { ...none, state, refusal: null, reason };
  }
  const count = (state: ScoreState) => parsed.filter((vote) => vote.state === state).length;
  if (count("refusal") > parsed.length / 2) {
    return { ...none, state: "refusal", refusal: true, reason: "most judges call it a refusal" };
  }
  const scores = parsed.flatMap(({ score, state }) => (state === "scored" && score !== null ? [score] : []));
  if (scores.length === 0 || count("abstained") > parsed.length / 2) {
    return { ...none, state: "abstained", refusal: false, reason: "most judges find no stance to read" };
  }
  const sorted = scores.sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const score = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  const range = sorted.length < 2 ? null : sorted.at(-1)! - sorted[0]!;
  return { score, state: "scored", refusal: false, range, reason: null };
}
