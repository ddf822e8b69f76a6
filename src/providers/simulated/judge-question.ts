import type { ChatMessage } from "../../schema/run/prompt-row.ts";
import type { Parties } from "./sentence-bank.ts";

/** What a judge request asks, read from its messages alone. */
export interface JudgeQuestion {
  /** An object of the judge contract, or one bare number. */
  readonly wants: "json" | "number";
  /** Who stands at +1 and −1 in this request; null when it does not say. */
  readonly parties: Parties | null;
  /** What stands between the last pair of fences, or else the last user message. */
  readonly answer: string;
  /** True when an earlier reply is part of the conversation. */
  readonly isReask: boolean;
}

const fence = /^=== [0-9a-f]+ ===$/gm;

/** Finds parties, answer and form of reply in the words of a judge request. */
export function readQuestion(messages: readonly ChatMessage[], hasSchema: boolean): JudgeQuestion {
  const text = messages.length === 1 ? messages[0]!.content : messages.map(({ content }) => content).join("\n");
  const isReask = messages.some(({ role }) => role === "assistant");
  const answer = lastFenced(text) ?? messages.findLast(({ role }) => role === "user")?.content ?? "";
  const lettered = partiesIn(text, /^(?:Party )?A: (.+)$/m, /^(?:Party )?B: (.+)$/m);
  if (lettered !== null) return { wants: "json", parties: lettered, answer, isReask };
  const ends = partiesIn(text, /^1 means wholly on the side of: (.+)$/m, /^-1 means wholly on the side of: (.+)$/m);
  return { wants: ends === null && hasSchema ? "json" : "number", parties: ends, answer, isReask };
}

function partiesIn(text: string, highLine: RegExp, lowLine: RegExp): Parties | null {
  const high = highLine.exec(text)?.[1];
  const low = lowLine.exec(text)?.[1];
  return high === undefined || low === undefined ? null : { high: high.trim(), low: low.trim() };
}

function lastFenced(text: string): string | null {
  const lines = [...text.matchAll(fence)];
  const close = lines.at(-1);
  const open = lines.findLast((line) => close !== undefined && line.index < close.index && line[0] === close[0]);
  return open === undefined ? null : text.slice(open.index + open[0].length + 1, close!.index - 1);
}
