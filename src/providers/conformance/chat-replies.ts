/** Replies of OpenAI's chat completions, for the tests of all services that speak them. */
export const chatReplies = {
  answer: (text: string, over: { finish?: string; usage?: boolean } = {}) => ({
    id: "c1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "served-name",
    system_fingerprint: "fp_1",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: over.finish ?? "stop" }],
    ...(over.usage === false ? {} : { usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 } }),
  }),
  finishLength: "length",
  emptyChoices: { id: "x", object: "chat.completion", choices: [], usage: { prompt_tokens: 1, completion_tokens: 0 } },
  userText: (body: Record<string, unknown>) => lastText((body["messages"] as { content: unknown }[]).at(-1)?.content),
  filtered: {
    id: "c1",
    object: "chat.completion",
    model: "served-name",
    choices: [{ index: 0, message: { role: "assistant", content: "" }, finish_reason: "content_filter" }],
    usage: { prompt_tokens: 11, completion_tokens: 0, total_tokens: 11 },
  },
};

/** The text of a message whose content is a string or a list with one text. */
function lastText(content: unknown): unknown {
  return Array.isArray(content) ? (content[0] as { text?: unknown }).text : content;
}
