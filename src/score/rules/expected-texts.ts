/** The right answers as texts: one, or any of a list. null: the case states none. */
export function expectedTexts(expected: unknown): string[] | null {
  if (expected === undefined || expected === null) return null;
  const list = Array.isArray(expected) ? expected : [expected];
  const texts = list.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
  return texts.length === 0 ? null : texts;
}

export const noExpected = { score: null, metadata: { reason: "the case states no right answer" } } as const;
