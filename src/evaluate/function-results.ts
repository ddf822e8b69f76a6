import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { ScorerResult } from "../schema/run/scored-row.ts";
import { applyScorer } from "../score/scorer.ts";
import { isScorable, type ScoringParts, scorerArguments } from "./derive-scores.ts";
import { resultKey, type ScorerClients } from "./scorer-client.ts";

/** Answers whose scorers run side by side, so that a judge's calls need not wait for each other. */
const rowsAtOnce = 64;

/** What scorers that may ask a model make of the answers, by answer and scorer. They are run once, many at a time. */
export async function functionResults(
  answers: AsyncIterable<{ row: AnswerRow }>,
  parts: ScoringParts,
  clients: ScorerClients,
): Promise<ReadonlyMap<string, ScorerResult>> {
  const results = new Map<string, ScorerResult>();
  const running = new Set<Promise<void>>();
  const scoreOne = async (row: AnswerRow) => {
    for (const { id, scorer, asks } of parts.rules) {
      if (asks !== true) continue;
      const args = { ...scorerArguments(row), client: clients.of(row, id) };
      results.set(resultKey(row, id), await applyScorer(id, scorer, args));
    }
  };
  for await (const { row } of answers) {
    if (!isScorable(row, parts.truncated)) continue;
    const one = scoreOne(row).finally(() => running.delete(one));
    running.add(one);
    if (running.size >= rowsAtOnce) await Promise.race(running);
  }
  await Promise.all(running);
  return results;
}
