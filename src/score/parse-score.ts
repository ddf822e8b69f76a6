/** Why a reply is not a score. Data; `describeReplyFault` gives it words, and the re-ask quotes them. */
export type ReplyFault =
  | { readonly code: "empty" }
  | { readonly code: "unfinished-reasoning" }
  | { readonly code: "not-one-number" }
  | { readonly code: "out-of-range"; readonly number: number }
  | { readonly code: "ambiguous-comma" }
  | { readonly code: "not-json" }
  | { readonly code: "wrong-object"; readonly path: string; readonly message: string };

export type ParsedReply =
  | { readonly kind: "number"; readonly score: number }
  | { readonly kind: "object"; readonly value: Record<string, unknown> }
  | { readonly kind: "fault"; readonly fault: ReplyFault };

/**
 * Reads a judge's reply strictly: a reasoning block at its head and one code fence are taken off; a JSON object is
 * handed on for its schema; else the whole text must be one number, with or without a label ("Score: 0.25."). Signs
 * - − – +, decimal comma or point. A number outside [−1, 1] is a fault, never clamped, and no number is ever picked out
 * of a sentence.
 */
export function parseReply(text: string): ParsedReply {
  const { body, unfinished } = withoutReasoning(text);
  if (unfinished) return fault({ code: "unfinished-reasoning" });
  const bare = withoutFence(body.trim()).trim();
  if (bare === "") return fault({ code: "empty" });
  if (bare.startsWith("{")) return parseObject(bare);
  return parseNumber(bare);
}

/** A reply that must be a bare number: as parseReply, but an object is a fault. */
export function parseScore(text: string): Exclude<ParsedReply, { kind: "object" }> {
  const reply = parseReply(text);
  return reply.kind === "object" ? fault({ code: "not-one-number" }) : reply;
}

/** The fault in words that a re-ask can quote. */
export function describeReplyFault(fault: ReplyFault): string {
  switch (fault.code) {
    case "empty":
      return "the reply was empty";
    case "unfinished-reasoning":
      return "the reply ended before the reasoning did";
    case "not-one-number":
      return "the reply was not one number and nothing else";
    case "out-of-range":
      return `${fault.number} is outside the range from -1 to 1`;
    case "ambiguous-comma":
      return "the comma may stand for thousands or for decimals";
    case "not-json":
      return "the reply began like a JSON object and was not one";
    case "wrong-object":
      return fault.path === "" ? fault.message : `at ${fault.path}: ${fault.message}`;
  }
}

const reasoningHead = /^\s*<(think|thinking|reasoning)>/i;

function withoutReasoning(text: string): { body: string; unfinished: boolean } {
  const name = reasoningHead.exec(text)?.[1]?.toLowerCase();
  if (name === undefined) return { body: text, unfinished: false };
  const close = `</${name}>`;
  const end = text.toLowerCase().lastIndexOf(close);
  return end === -1 ? { body: "", unfinished: true } : { body: text.slice(end + close.length), unfinished: false };
}

function withoutFence(text: string): string {
  return /^```[a-z]*[ \t]*\r?\n([\s\S]*?)\r?\n?```$/i.exec(text)?.[1] ?? text;
}

function parseObject(text: string): ParsedReply {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fault({ code: "not-json" });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fault({ code: "not-json" });
  return { kind: "object", value: value as Record<string, unknown> };
}

const labelled =
  /^(?:(?:the |my )?(?:final |overall )?(?:score|stance|rating|value|result|answer|judgement|judgment)\s*[:=]\s*)?([-−–+]?)(\d+(?:[.,]\d*)?|[.,]\d+)\.?$/i;

function parseNumber(text: string): Exclude<ParsedReply, { kind: "object" }> {
  const found = labelled.exec(withoutEmphasis(text).trim());
  if (found === null) return fault({ code: "not-one-number" });
  const [, sign, digits] = found as unknown as [string, string, string];
  if (/^[1-9]\d*,\d{3}$/.test(digits)) return fault({ code: "ambiguous-comma" });
  const size = Number(digits.replace(",", "."));
  const number = size === 0 ? 0 : sign === "" || sign === "+" ? size : -size;
  if (!(number >= -1 && number <= 1)) return fault({ code: "out-of-range", number });
  return { kind: "number", score: number };
}

/** **0.25**, `0.25`, **Score:** 0.25, Score: **0.25**: emphasis around the whole, the label or the number. */
function withoutEmphasis(text: string): string {
  return text
    .replace(/^(\*\*|__|`|\*|_)([\s\S]*)\1$/, "$2")
    .replace(/^(\*\*|\*)([^*]*[:=])\1/, "$2")
    .replace(/^([^*`]*[:=]\s*)(\*\*|`|\*)([^*`]*)\2$/, "$1$3");
}

function fault(fault: ReplyFault): { kind: "fault"; fault: ReplyFault } {
  return { kind: "fault", fault };
}
