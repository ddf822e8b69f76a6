import type { ScorerResult } from "../schema/run/scored-row.ts";

/** What a scorer is given. `output` is the answer's text. */
export interface ScorerArguments {
  readonly input: unknown;
  readonly output: string;
  readonly expected?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** For scorers that ask a model: looks like OpenAI's client; its calls are scheduled, budgeted and kept by the run. */
  readonly client?: unknown;
}

/** What a scorer gives back. null: there is no score, which is not the same as 0. */
export interface Score {
  readonly name: string;
  readonly score: number | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** One way to read an answer. Functions of the autoevals package have this shape. */
export type Scorer = (args: ScorerArguments) => Score | Promise<Score>;

/**
 * Runs a scorer on one answer. One that throws, gives no finite number or no result at all yields a null score with the
 * reason; nothing a scorer does ends a run. `id` is what the suite calls it, whatever name it gives itself.
 */
export async function applyScorer(id: string, scorer: Scorer, args: ScorerArguments): Promise<ScorerResult> {
  let given: unknown;
  try {
    given = await scorer(args);
  } catch (error) {
    return without(id, `the scorer threw: ${messageOf(error)}`, {});
  }
  if (typeof given !== "object" || given === null) return without(id, "the scorer gave no result", {});
  const { score, metadata, error } = given as { score?: unknown; metadata?: unknown; error?: unknown };
  const facts = jsonFacts(metadata);
  if (typeof score === "number" && Number.isFinite(score)) return { name: id, score, reason: null, metadata: facts };
  if (score !== null && score !== undefined)
    return without(id, `the scorer gave ${String(score)}, no finite number`, facts);
  const reason = facts["reason"];
  return without(
    id,
    error ? messageOf(error) : typeof reason === "string" ? reason : "the scorer gave no score",
    facts,
  );
}

function without(name: string, reason: string, metadata: ScorerResult["metadata"]): ScorerResult {
  return { name, score: null, reason, metadata };
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0]!.slice(0, 300);
}

/** Metadata as the record can keep it; what JSON cannot say is left out. */
function jsonFacts(metadata: unknown): ScorerResult["metadata"] {
  if (typeof metadata !== "object" || metadata === null) return {};
  try {
    return JSON.parse(JSON.stringify(metadata)) as ScorerResult["metadata"];
  } catch {
    return {};
  }
}
