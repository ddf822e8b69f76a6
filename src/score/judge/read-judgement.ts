import { z } from "zod";
import type { ChatAnswer } from "../../providers/provider.ts";
import { describeIssue } from "../../schema/describe-issue.ts";
import type { ChatMessage } from "../../schema/run/prompt-row.ts";
import { describeReplyFault, parseReply, parseScore, type ReplyFault } from "../parse-score.ts";

/** What a judge said, as it was asked: +1 is party A of that request. */
export interface ReadJudgement {
  readonly kind: "judgement";
  /** null: the judge found no stance to read. */
  readonly stance: number | null;
  readonly refusal: boolean;
  readonly evidence: string | null;
  /** Whether the evidence stands in the answer, white space folded; null without evidence. */
  readonly evidenceFound: boolean | null;
}

export type JudgementFault =
  | ReplyFault
  | { readonly code: "cut-off" }
  | { readonly code: "declined"; readonly finish: string };

export type Judgement = ReadJudgement | { readonly kind: "fault"; readonly fault: JudgementFault };

const contract = z.strictObject({
  stance: z.number().min(-1).max(1).nullable(),
  refusal: z.boolean(),
  evidence: z.string(),
});

/** The part of a reply that is read. */
export type JudgeReply = Pick<ChatAnswer, "text" | "finish" | "refusal">;

/**
 * Reads a judge's reply strictly. How it ended is looked at first: a reply that was cut off or withheld is no judgement,
 * whatever stands in it. Then one JSON object of the contract, or else one bare number.
 */
export function readJudgement(reply: JudgeReply, answerText: string): Judgement {
  const ended = endFault(reply);
  if (ended !== null) return { kind: "fault", fault: ended };
  const parsed = parseReply(reply.text);
  if (parsed.kind === "fault") return parsed;
  if (parsed.kind === "number") {
    return { kind: "judgement", stance: parsed.score, refusal: false, evidence: null, evidenceFound: null };
  }
  const read = underContract(contract, parsed.value);
  return read.kind === "fault" ? read : judgementOf(read.data, answerText);
}

/** Reads a reply that owes one object of a contract of its own; `take` says which stance it states. */
export function readContract<S extends z.ZodType>(
  reply: JudgeReply,
  answerText: string,
  own: S,
  take: (data: z.output<S>) => Stated,
): Judgement {
  const ended = endFault(reply);
  if (ended !== null) return { kind: "fault", fault: ended };
  const parsed = parseReply(reply.text);
  if (parsed.kind === "fault") return parsed;
  if (parsed.kind === "number") return { kind: "fault", fault: { code: "not-json" } };
  const read = underContract(own, parsed.value);
  return read.kind === "fault" ? read : judgementOf(take(read.data), answerText);
}

interface Stated {
  readonly stance: number | null;
  readonly refusal: boolean;
  readonly evidence: string;
}

function underContract<S extends z.ZodType>(schema: S, value: unknown) {
  const read = schema.safeParse(value, { error: describeIssue });
  if (read.success) return { kind: "read", data: read.data } as const;
  const [issue] = read.error.issues;
  const fault = { code: "wrong-object", path: (issue?.path ?? []).join("."), message: issue?.message ?? "" } as const;
  return { kind: "fault", fault } as const;
}

function judgementOf({ stance, refusal, evidence }: Stated, answerText: string): ReadJudgement {
  const found = evidence.trim() === "" ? null : foldSpace(answerText).includes(foldSpace(evidence));
  return {
    kind: "judgement",
    // A refusal has no stance, even from a judge that gives it one.
    stance: refusal || stance === null ? null : stance + 0,
    refusal,
    evidence: found === null ? null : evidence,
    evidenceFound: found,
  };
}

/** Reads a reply that owes one bare number in axis direction, as the older judge does. */
export function readNumber(reply: JudgeReply): Judgement {
  const ended = endFault(reply);
  if (ended !== null) return { kind: "fault", fault: ended };
  const parsed = parseScore(reply.text);
  if (parsed.kind === "fault") return parsed;
  return { kind: "judgement", stance: parsed.score, refusal: false, evidence: null, evidenceFound: null };
}

/** What a reply should have been, by the form that was asked for. */
const owed = {
  json: 'one JSON object with the keys "stance", "refusal" and "evidence"',
  number: "one number from -1 to 1",
  rubric: 'one JSON object with the keys "score", "refusal" and "evidence"',
  pairwise: 'one JSON object with the keys "preferred", "refusal" and "evidence"',
} as const;
export type OwedReply = keyof typeof owed;

/** The conversation that asks again, quoting what was wrong. Reply text is shortened: it is context, not evidence. */
export function reaskMessages(
  messages: readonly ChatMessage[],
  replyText: string,
  fault: JudgementFault,
  wants: OwedReply,
): ChatMessage[] {
  const said = replyText.trim() === "" ? "(no text)" : replyText.slice(0, 2000);
  const content = `That could not be read: ${describeFault(fault)}. Please reply again with ${owed[wants]}, and nothing else.`;
  return [...messages, { role: "assistant", content: said }, { role: "user", content }];
}

/** The fault in words. */
export function describeFault(fault: JudgementFault): string {
  if (fault.code === "cut-off") return "the reply was cut off before its end";
  if (fault.code === "declined") return "the reply was withheld";
  return describeReplyFault(fault);
}

function endFault({ finish, refusal }: JudgeReply): JudgementFault | null {
  if (finish === "length") return { code: "cut-off" };
  if (finish === "content-filter" || finish === "refusal" || refusal !== null) return { code: "declined", finish };
  return null;
}

function foldSpace(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
