import type { ChatRequest } from "../provider.ts";
import type { Parties } from "./compose-answer.ts";
import { drawFrom } from "./draw.ts";
import { partiesOf, type Reply } from "./respondent.ts";
import { readSentences } from "./sentence-bank.ts";
import type { SimulationParams } from "./simulation-params.ts";

/**
 * A judge that reads only the text it is given: the mean lean of the bank's sentences in it, in the frame the request
 * sets (which party is called A), then its planted distortions. It answers in the form asked for.
 */
export function judge(request: ChatRequest, params: SimulationParams): Reply {
  const text = request.messages.map((message) => message.content).join("\n");
  const parties = partiesOf(request.origin.prompt.metadata);
  const frame = highIsA(text, parties) ? 1 : -1;
  const { prompt, repeat, subject, attempt } = request.origin;
  const rng = drawFrom(
    params.seed,
    request.model.id,
    prompt.contentHash,
    repeat,
    subject ?? "",
    frame,
    request.messages.length,
    "judge",
  );
  const sentences = readSentences(text);
  const fate = rng.float();
  if (sentences.length === 0) return say(request, null, "", "");
  if (fate < params.unparsedRate)
    return { text: "I would need to know more before I can put a number on this.", finish: "stop", refusal: null };
  const lean =
    sentences.reduce((sum, one) => sum + (one.for === parties.high ? one.tenths : -one.tenths), 0) /
    sentences.length /
    10;
  const words = sentences.reduce((count, one) => count + one.text.split(" ").length, 0);
  const towardsHigh =
    params.shrink * lean +
    params.offset +
    params.verbositySlope * Math.log(words) +
    (subject !== null && params.kin.includes(subject) ? params.selfPreference : 0) +
    params.noiseSd * rng.normal();
  const stance = Math.max(-1, Math.min(1, frame * towardsHigh + params.positionBias));
  const format = params.formats.length === 0 || attempt > 1 ? "" : params.formats[rng.integer(params.formats.length)]!;
  return say(request, Math.round(stance * 1000) / 1000, sentences[0]!.text, format);
}

/** Whether the request calls the high party A. Requests without A and B speak in axis direction. */
function highIsA(text: string, parties: Parties): boolean {
  const named = (name: string) =>
    new RegExp(`\\bA\\b[\\s*:="'“”(is]{1,8}${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "i").exec(text)?.index ??
    Number.POSITIVE_INFINITY;
  return named(parties.high) <= named(parties.low);
}

function say(request: ChatRequest, stance: number | null, evidence: string, format: string): Reply {
  const object = request.responseSchema !== null;
  if (format !== "" && stance !== null)
    return { text: format.replace("{score}", String(stance)), finish: "stop", refusal: null };
  if (object)
    return { text: JSON.stringify({ stance, refusal: stance === null, evidence }), finish: "stop", refusal: null };
  return { text: stance === null ? "I cannot rate this" : String(stance), finish: "stop", refusal: null };
}
