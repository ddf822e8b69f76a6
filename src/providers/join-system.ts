import type { ChatMessage } from "../schema/run/prompt-row.ts";

/** System messages that follow each other become one, with a blank line between. */
export function joinSystem(messages: readonly ChatMessage[]): ChatMessage[] {
  const joined: ChatMessage[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (last?.role === "system" && message.role === "system")
      joined[joined.length - 1] = { role: "system", content: `${last.content}\n\n${message.content}` };
    else joined.push(message);
  }
  return joined;
}
