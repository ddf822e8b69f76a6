import type { AnswerRow } from "../../../schema/run/answer-row.ts";
import type { Judgement, ScoredRow } from "../../../schema/run/scored-row.ts";
import { median, type Rng, rngStream } from "../../../stats/index.ts";
import type { HumanLabel } from "../human-labels.ts";
import { type Respondent, simulateRows } from "./simulate-rows.ts";

export interface SimulatedJudge {
  id: string;
  family: string;
  offset?: number;
  noise?: number;
  positionBias?: number;
  /** Change of its score per log word, around 200 words. */
  verbositySlope?: number;
  /** Added towards whoever asks, as by a judge that can tell who it is. */
  askerLean?: number;
  /** Added on answers of its own family. */
  selfPreference?: number;
  unparsedRate?: number;
}

export interface JudgedStudy {
  triplets: number;
  repeats: number;
  seed: number;
  respondents: readonly (Respondent & { family?: string; refusalRate?: number })[];
  judges: readonly SimulatedJudge[];
}

/** Rows whose score is the median of simulated judges, each asked in both label orders; with the true latent scores. */
export function simulateJudged({ judges, ...study }: JudgedStudy): {
  rows: ScoredRow[];
  latent: Map<ScoredRow, number>;
} {
  const families = new Map(study.respondents.map(({ modelId, family }) => [modelId, family ?? null]));
  const refusals = new Map(study.respondents.map(({ modelId, refusalRate }) => [modelId, refusalRate ?? 0]));
  const rng = rngStream(study.seed, "judges");
  const latent = new Map<ScoredRow, number>();
  const rows = simulateRows(study).map((row): ScoredRow => {
    const words = Math.max(20, Math.round(200 * Math.exp(rng.normal() * 0.5)));
    const responseText = Array(words).fill("word").join(" ");
    if (row.score === null) return { ...row, responseText: "" };
    if (row.role === "a" && rng.float() < refusals.get(row.modelId)!) {
      return { ...row, responseText, score: null, refusal: true, scoreState: "refusal", reason: "refused" };
    }
    const readings = judges.flatMap((judge) => readingsOf(judge, row, words, families.get(row.modelId) ?? null, rng));
    const perJudge = judges.flatMap(({ id }) => {
      const own = readings.filter((reading) => reading.id === id && reading.score !== null);
      return own.length === 0 ? [] : [own.reduce((sum, { score }) => sum + score!, 0) / own.length];
    });
    const score = median(perJudge);
    const judged: ScoredRow = {
      ...row,
      responseText,
      ...{ judges: readings, score, scorerModel: judges.map(({ id }) => id).join("+"), guidelineVersion: "1" },
      scoreState: score === null ? "unparsed" : "scored",
      panelRange: perJudge.length < 2 ? null : Math.max(...perJudge) - Math.min(...perJudge),
      ...{ costUsd: 0.0004 * (words / 200), evalCostUsd: 0.0002 * judges.length, attempts: rng.float() < 0.08 ? 2 : 1 },
    };
    latent.set(judged, row.score);
    return judged;
  });
  return { rows, latent };
}

function readingsOf(
  judge: SimulatedJudge,
  row: ScoredRow,
  words: number,
  family: string | null,
  rng: Rng,
): Judgement[] {
  const {
    id,
    offset = 0,
    noise = 0.05,
    positionBias = 0,
    verbositySlope = 0,
    askerLean = 0,
    selfPreference = 0,
    unparsedRate = 0,
  } = judge;
  const kin = family === judge.family ? selfPreference : 0;
  const lean = askerLean * (row.role === "a" ? 1 : row.role === "b" ? -1 : 0);
  const base = row.score! + lean + offset + verbositySlope * Math.log(words / 200) + kin;
  return (["a-high", "a-low"] as const).map((order) => {
    const lost = rng.float() < unparsedRate;
    // Asked with the labels swapped, the answer comes turned; stored scores are in axis direction.
    const seen = base + rng.normal() * noise + (order === "a-high" ? positionBias : -positionBias);
    const score = Math.min(1, Math.max(-1, seen));
    return {
      id,
      family: judge.family,
      order,
      score: lost ? null : score,
      state: lost ? "unparsed" : "scored",
      raw: null,
    };
  });
}

/** Labels of every answer of the first triplets, or of randomly sampled ones, by three people who see the truth with noise. */
export function simulateLabels(
  { rows, latent }: { rows: readonly ScoredRow[]; latent: ReadonlyMap<ScoredRow, number> },
  options: { triplets: number; noise: number; seed: number; sampled?: boolean },
): HumanLabel[] {
  const rng = rngStream(options.seed, "people");
  const all = [...new Set(rows.map(({ tripletId }) => tripletId))];
  const order = options.sampled === true ? shuffled(all, rng) : all;
  const chosen = new Set(order.slice(0, options.triplets));
  return rows.flatMap((row) => {
    const truth = latent.get(row);
    if (truth === undefined || !chosen.has(row.tripletId)) return [];
    const ratings = ["r1", "r2", "r3"].map((rater) => ({
      rater,
      score: Math.min(1, Math.max(-1, Math.round((truth + rng.normal() * options.noise) * 10) / 10)),
    }));
    return [
      {
        ...{ modelId: row.modelId, tripletId: row.tripletId!, view: row.view!, repeat: row.repeat },
        answerHash: null,
        score: ratings.reduce((sum, { score }) => sum + score, 0) / ratings.length,
        ...{ ratings, raters: ratings.length, inclusionProbability: null },
      },
    ];
  });
}

function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  return items
    .map((item) => ({ item, key: rng.float() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Answers to go with rows: latency, tokens and times over two hours. */
export function simulateAnswers(rows: readonly ScoredRow[], seed: number): AnswerRow[] {
  const rng = rngStream(seed, "answers");
  return rows.map((row, i): AnswerRow => {
    const latencyMs = Math.round(1500 * Math.exp(rng.normal() * 0.6));
    return {
      ...{ runId: row.runId, modelId: row.modelId, provider: "simulated", promptId: row.promptId },
      timestampIso: new Date(1.76e12 + (i / rows.length) * 7.2e6).toISOString(),
      ...{ perspective: row.perspective, factors: row.factors, messages: null, responseText: row.responseText },
      ...{ latencyMs, inputTokens: 180, outputTokens: 300, totalTokens: 480 + (i % 90), costUsd: row.costUsd },
      ...{ requestId: null, finishReason: "stop", rawResponse: null, error: null, tripletId: row.tripletId },
      ...{ clusterId: row.clusterId, view: row.view, role: row.role, repeat: row.repeat, outcome: row.outcome },
      ...{ attempts: row.attempts ?? 1, waitedMs: 0, retriedFor: [], cached: false, servedModel: row.modelId },
      ...{
        fingerprint: null,
        endpoint: null,
        params: {},
        paramsDropped: [],
        reasoningText: null,
        reasoningTokens: null,
      },
      ...{ cachedTokens: null, costKnown: true, cell: `${row.modelId}|${row.promptId}`, reason: row.reason },
    };
  });
}
