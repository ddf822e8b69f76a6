/** Takes a `<think>…</think>` block at the head of a text apart from the answer behind it. */
export function splitReasoning(text: string): { text: string; reasoning: string | null } {
  const match = /^\s*<think>([\s\S]*?)<\/think>\s*/.exec(text);
  return match ? { text: text.slice(match[0].length), reasoning: match[1]!.trim() } : { text, reasoning: null };
}
