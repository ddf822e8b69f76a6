import { z } from "zod";
import type { ErrorPlace } from "../../errors/assay-error.ts";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { fromDisk } from "../codec.ts";
import { deriveTriplets } from "./derive-triplets.ts";
import type { Outcome, ScoreState } from "./outcome.ts";
import { chatMessage, factorValue, type ViewRole } from "./prompt-row.ts";
import type { ScoredRow } from "./scored-row.ts";

const text = z.string().nullable().default(null);
const number = z.number().nullable().default(null);

/** A scored line as written before triplets, repeats and outcomes were stored. Other keys it may carry are ignored. */
const olderRow = z.object({
  runId: z.union([z.string(), z.number()]),
  runTimestampIso: text,
  evalTimestampIso: text,
  modelId: z.string().min(1),
  provider: text,
  promptId: z.union([z.string(), z.number()]).transform(String),
  perspective: z.string(),
  factors: z.record(z.string(), factorValue.nullable()),
  messages: z.array(chatMessage).nullable().default(null),
  responseText: text,
  scorerModel: text,
  score: number,
  evalLatencyMs: number,
  evalProvider: text,
  evalInputTokens: number,
  evalOutputTokens: number,
  evalTotalTokens: number,
  evalCostUsd: number,
  evalRequestId: text,
  evalFinishReason: text,
  evalRawResponse: z.json().nullable().default(null),
  error: text,
});
type OlderRow = z.infer<typeof olderRow>;

export interface OlderLine {
  row: OlderRow;
  place: ErrorPlace;
}

const roles: Readonly<Record<string, ViewRole>> = { landlord: "a", tenant: "b", neutral: "none" };

/** True for an object without any of the keys that today's rows always have. */
export function isOlderLine(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "perspective" in value &&
    ["triplet_id", "repeat", "outcome", "score_state"].every((key) => !(key in value))
  );
}

export function readOlderLine(value: unknown, place: ErrorPlace): OlderLine {
  const row = fromDisk(olderRow, value, place);
  if (roles[row.perspective] === undefined) {
    throw new InvalidInputError(`perspective "${row.perspective}" is none of ${Object.keys(roles).join(", ")}`, {
      place: { ...place, path: "perspective" },
      hint: "Older files know these three; give the row a role and a view instead.",
    });
  }
  return { row, place };
}

/** Fills in what older lines did not store: triplet, role, repeat, outcome, state of the score. Keeps their order. */
export function upgradeOlderLines(lines: readonly OlderLine[]): ScoredRow[] {
  const triplets = deriveTriplets(
    lines.map(({ row, place }) => ({
      promptId: row.promptId,
      view: row.perspective,
      factors: withoutNulls(row.factors),
      place,
    })),
  );
  const runs = new Map<string, Set<string | number>>();
  return lines.map(({ row, place }) => {
    const cell = JSON.stringify([row.modelId, row.promptId]);
    const before = runs.get(cell) ?? new Set();
    if (before.has(row.runId)) {
      throw new InvalidInputError(`model ${row.modelId} answers prompt ${row.promptId} twice in run ${row.runId}`, {
        place,
        hint: "Older runs ask each prompt once; keep one of the two lines.",
      });
    }
    runs.set(cell, before.add(row.runId));
    const triplet = triplets.get(row.promptId)!;
    return upgrade(row, triplet.tripletId, triplet.factors, before.size - 1);
  });
}

function upgrade(row: OlderRow, tripletId: string, factors: ScoredRow["factors"], repeat: number): ScoredRow {
  const state = stateOf(row);
  return {
    ...row,
    factors,
    responseText: row.responseText ?? "",
    tripletId,
    clusterId: tripletId,
    view: row.perspective,
    role: roles[row.perspective]!,
    repeat,
    ...state,
    stance: null,
    refusal: null,
    evidence: null,
    judges: [],
    scorers: [],
    positionBias: null,
    panelRange: null,
    guidelineVersion: null,
    attempts: null,
    costUsd: null,
  };
}

/** Older rows say what happened only in the text of `error`. */
function stateOf({ error, score, responseText }: OlderRow): {
  outcome: Outcome;
  scoreState: ScoreState;
  reason: string | null;
} {
  const reason = error ?? (score === null ? "not-scored" : null);
  if (error?.startsWith("run-error")) return { outcome: "failed", scoreState: "not_run", reason };
  const outcome = (responseText ?? "").trim() === "" ? "empty" : "answered";
  if (score !== null) return { outcome, scoreState: "scored", reason: null };
  const asked = error !== null && !error.startsWith("dry-run") && !error.startsWith("missing-");
  return { outcome, scoreState: asked && outcome === "answered" ? "judge_failed" : "not_run", reason };
}

function withoutNulls(factors: OlderRow["factors"]): ScoredRow["factors"] {
  return Object.fromEntries(Object.entries(factors).filter((entry) => entry[1] !== null)) as ScoredRow["factors"];
}
