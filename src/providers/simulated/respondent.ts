import type { ChatAnswer, ChatRequest } from "../provider.ts";
import { composeAnswer } from "./compose-answer.ts";
import { drawFrom } from "./draw.ts";
import { latentScore } from "./latent-score.ts";
import { type Parties, refusals } from "./sentence-bank.ts";
import type { SimulationParams } from "./simulation-params.ts";

/** What a simulated model says, before it is dressed as a service's reply. */
export type Reply = Pick<ChatAnswer, "text" | "finish" | "refusal">;

const unnamedParties: Parties = { low: "the other side", high: "the first side" };

/** Answers as the planted parameters say: a latent score in sentences, or one of the ways in which answers go wrong. */
export function respond({ model, origin: { prompt, repeat, turn = 0 } }: ChatRequest, params: SimulationParams): Reply {
  const name = [params.seed, model.id, "answer", prompt.contentHash, repeat] as const;
  const draws = turn === 0 ? drawFrom(...name) : drawFrom(...name, "turn", turn);
  let fate = draws.float();
  const befalls = (rate: number): boolean => {
    fate -= rate;
    return fate < 0 && fate >= -rate;
  };
  if (befalls(params.refusalRate)) return { text: "", finish: "refusal", refusal: refusals[0]! };
  if (befalls(params.softRefusalRate)) return said(refusals[draws.integer(refusals.length)]!);
  if (befalls(params.filterRate)) return { text: "", finish: "content-filter", refusal: null };
  if (befalls(params.emptyRate)) return said("");
  const text =
    prompt.role === null && prompt.expected !== undefined
      ? caseAnswer(prompt.expected, isRight(params, name, turn))
      : null;
  if (text !== null) return said(text);
  const words = params.words.mean + params.words.sd * draws.normal();
  const latent = latentScore(params, model.id, prompt, repeat);
  const advice = composeAnswer(latent, partiesOf(prompt.metadata), words, draws);
  if (!befalls(params.truncationRate)) return said(advice);
  return { text: advice.slice(0, Math.ceil(advice.length * 0.6)), finish: "length", refusal: null };
}

/** The parties the prompt's metadata names; grids of suites with views always do. */
export function partiesOf(metadata: Readonly<Record<string, unknown>>): Parties {
  const parties = metadata["parties"] as { low?: unknown; high?: unknown } | undefined;
  return typeof parties?.low === "string" && typeof parties.high === "string"
    ? { low: parties.low, high: parties.high }
    : unnamedParties;
}

function said(text: string): Reply {
  return { text, finish: "stop", refusal: null };
}

/** Whether the answer at a turn is right: the first by its own chance, later ones by what doubt does to the one before. */
function isRight(params: SimulationParams, name: readonly (string | number)[], turn: number): boolean {
  const first = drawFrom(...name);
  first.float();
  let right = first.float() < params.accuracy;
  for (let at = 1; at <= turn; at++) {
    const doubt = drawFrom(...name, "doubt", at).float();
    right = right ? doubt >= params.rightToWrongRate : doubt < params.wrongToRightRate;
  }
  return right;
}

/** The right answer of a case, or one that is wrong for sure. */
function caseAnswer(expected: unknown, right: boolean): string {
  if (!right) return "I do not know.";
  const answer = Array.isArray(expected) ? (expected[0] as unknown) : expected;
  return typeof answer === "string" ? answer : JSON.stringify(answer);
}
