import type { ChatRequest } from "../provider.ts";
import { drawFrom } from "./draw.ts";
import { readQuestion } from "./judge-question.ts";
import { dress } from "./odd-formats.ts";
import { readStance } from "./read-stance.ts";
import { partiesOf, type Reply } from "./respondent.ts";
import type { SimulationParams } from "./simulation-params.ts";

/** Length, in words, at which a judge with a verbosity slope is where it would be without one. */
const usualWords = 100;

/**
 * Judges by reading the answer in the request, in the frame the request sets, and then distorts what it read as planted.
 * Distortions towards the high end look up which party that is; the reading itself never does.
 */
export function judge(request: ChatRequest, params: SimulationParams, isKin: boolean): Reply {
  const { origin, model, messages, responseSchema } = request;
  const question = readQuestion(messages, responseSchema !== null);
  const known = partiesOf(origin.prompt.metadata);
  const frame = question.parties ?? known;
  const read = readStance(question.answer, frame);
  const towardsHigh = frame.high === known.low && frame.low === known.high ? -1 : 1;
  const draws = drawFrom(
    params.seed,
    model.id,
    "judge",
    origin.prompt.contentHash,
    origin.repeat,
    origin.subject ?? "",
    frame.high,
    messages.length,
    question.answer.length,
    // Whoever is asked again thinks again.
    ...(origin.asking === undefined ? [] : [`asking ${origin.asking}`]),
  );
  const fate = draws.float();
  if (fate < params.unparsedRate) return said("It depends on how one looks at it, so I would not put a number on it.");
  if (read.refusal) return question.wants === "json" ? object(null, true, read.evidence) : said("I cannot rate this");
  if (read.stance === null || fate < params.unparsedRate + params.abstainRate) {
    return question.wants === "json" ? object(null, false, "") : said("I cannot rate this");
  }
  const leaning =
    params.offset + params.verbositySlope * Math.log(read.words / usualWords) + (isKin ? params.selfPreference : 0);
  const felt =
    params.shrink * read.stance + towardsHigh * leaning + params.positionBias + params.noiseSd * draws.normal();
  const stance = Math.round(Math.max(-1, Math.min(1, felt)) * 1000) / 1000 || 0;
  if (params.formats.length > 0 && !question.isReask) {
    return said(dress(stance, params.formats[draws.integer(params.formats.length)]!));
  }
  return question.wants === "json" ? object(stance, false, read.evidence) : said(dress(stance, "plain"));
}

function object(stance: number | null, refusal: boolean, evidence: string): Reply {
  return said(JSON.stringify({ stance, refusal, evidence }));
}

function said(text: string): Reply {
  return { text, finish: "stop", refusal: null };
}
