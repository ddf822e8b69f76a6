import type { Outcome } from "../../schema/run/outcome.ts";
import type { ChatMessage, PromptRow } from "../../schema/run/prompt-row.ts";

/** What is said before the first question, and the user's messages in the order they are asked. */
export interface Conversation {
  readonly opening: readonly ChatMessage[];
  readonly asked: readonly string[];
}

/** Where in its conversation a question stands. */
export interface Turn {
  /** From 0. */
  readonly index: number;
  readonly last: boolean;
  readonly conversation: Conversation;
  /** The answers to the questions before this one. */
  readonly replies: readonly string[];
}

/** The conversation a prompt asks for, or null for the usual single question. */
export function conversationOf(prompt: Pick<PromptRow, "messages" | "metadata">): Conversation | null {
  const turns = prompt.metadata["turns"];
  if (!Array.isArray(turns) || turns.length === 0) return null;
  const asked = turns as string[];
  const last = prompt.messages.at(-1)!;
  if (last.role !== "user") return { opening: prompt.messages, asked };
  return { opening: prompt.messages.slice(0, -1), asked: [last.content, ...asked] };
}

/** The question that comes after these replies. */
export function turnAfter(conversation: Conversation, replies: readonly string[]): Turn {
  return { index: replies.length, last: replies.length === conversation.asked.length - 1, conversation, replies };
}

/** Everything that is sent at a turn: the opening, each question with its answer, and the question itself. */
export function messagesAt({ index, conversation: { opening, asked }, replies }: Turn): ChatMessage[] {
  const messages = [...opening];
  for (let i = 0; i < index; i++) {
    messages.push({ role: "user", content: asked[i]! }, { role: "assistant", content: replies[i]! });
  }
  messages.push({ role: "user", content: asked[index]! });
  return messages;
}

/**
 * Whether what came ends the cell. A conversation goes on after an answer, whole or cut for length; what leaves nothing
 * to answer to (a failure, a refusal by the service, a filter, white space) is the cell's last word.
 */
export function endsCell(turn: Pick<Turn, "last"> | undefined, outcome: Outcome, text: string): boolean {
  if (turn === undefined || turn.last) return true;
  return !(outcome === "answered" || outcome === "truncated") || text.trim() === "";
}
