import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { type Rng, rngStream } from "../../stats/index.ts";
import { agreement } from "./agreement.ts";
import { type JudgeOptions, judgeQuality } from "./judge-quality.ts";
import { judgeIds, readingBy } from "./judge-readings.ts";
import type { JudgesRecord } from "./judge-record.ts";
import { type Stance, stanceOf } from "./stance.ts";
import { wordsOf } from "./words.ts";

/** Who judged, how blind, how well. Older rows name a scorer and keep no readings; of them only the names are known. */
export function judgesOf(
  rows: readonly ScoredRow[],
  options: Omit<JudgeOptions, "words"> & { blind: boolean | null },
): JudgesRecord {
  const ids = judgeIds(rows);
  const panels = [...new Set(rows.map(({ scorerModel }) => scorerModel))];
  const scorers = [...new Set(panels.flatMap((panel) => panel?.split("+").map((name) => name.trim()) ?? []))];
  const models = new Set(rows.map(({ modelId }) => modelId));
  const scoredRows = rows.filter(({ score }) => score !== null);
  const names = ids.length > 0 ? ids : scorers.sort();
  const words = lengthsOf();
  const perJudge = scoredRows.map((row) => ({ row, scores: ids.map((id) => judgeScore(row, id)) }));
  const alphaOf = (units: typeof perJudge, rng: Rng | null, columns = ids.map((_, i) => i)) =>
    agreement(
      units.map(({ scores }) => columns.map((column) => scores[column]!)),
      units.map(({ row }) => row.tripletId ?? row.clusterId),
      rng,
      options,
    );
  return {
    scorers: names,
    guidelineVersions: [...new Set(rows.flatMap(({ guidelineVersion }) => guidelineVersion ?? []))].sort(),
    blind: options.blind ?? blindness(scoredRows),
    alsoCandidates: names.filter((name) => models.has(name)),
    judges: ids.map((id) => judgeQuality(id, rows, { ...options, words })),
    panelAlpha: ids.length < 2 ? null : alphaOf(perJudge, rngStream(options.seed, "sycophancy", "panel-alpha")),
    alphaByStance:
      ids.length < 2
        ? []
        : (["neg", "neu", "pos"] as const).map((stance) => {
            const own = perJudge.filter(
              ({ row }) => (stanceOf(row.score!, options.threshold) satisfies Stance) === stance,
            );
            return { stance, alpha: alphaOf(own, null) };
          }),
    pairs: ids.flatMap((a, i) =>
      ids.slice(i + 1).map((b, j) => ({ a, b, alpha: alphaOf(perJudge, null, [i, i + 1 + j]) })),
    ),
  };
}

/** Words of an answer, counted once: texts are long, and every judge asks. */
function lengthsOf(): (row: ScoredRow) => number {
  const lengths = new WeakMap<ScoredRow, number>();
  return (row) => {
    let words = lengths.get(row);
    if (words === undefined) {
      words = wordsOf(row.responseText);
      lengths.set(row, words);
    }
    return words;
  };
}

function judgeScore(row: ScoredRow, id: string): number | null {
  return readingBy(row, id)?.score ?? null;
}

/** Judges under a guideline get the answer alone, and so do rules; the older judge, without one, saw the conversation. */
function blindness(scored: readonly ScoredRow[]): boolean | null {
  if (scored.length === 0) return null;
  return scored.every(({ guidelineVersion, scorerModel }) => guidelineVersion !== null || scorerModel === null);
}
