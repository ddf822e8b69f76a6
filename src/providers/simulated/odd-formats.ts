/** Ways in which models dress a number when they were asked for a bare one. The first group can be read, the second not. */
export const oddFormats = {
  plain: (score) => spell(score),
  "unicode-minus": (score) => spell(score).replace("-", "−"),
  "en-dash": (score) => spell(score).replace("-", "–"),
  plus: (score) => (score > 0 ? `+${spell(score)}` : spell(score)),
  "decimal-comma": (score) => spell(score).replace(".", ","),
  "bare-point": (score) => spell(score).replace("0.", "."),
  "full-stop": (score) => `${spell(score)}.`,
  bold: (score) => `**${spell(score)}**`,
  label: (score) => `Score: ${spell(score)}`,
  fence: (score) => `\`\`\`\n${spell(score)}\n\`\`\``,
  think: (score) => `<think>There are 2 sides, and I could say 1 or -1.</think>${spell(score)}`,

  prose: (score) => `On a scale of -1 to 1, I give ${spell(score)}`,
  "long-label": (score) => `Score (2 decimals): ${spell(score)}`,
  fraction: (score) => `${Math.round(score * 10)}/10`,
  "out-of-range": (score) => spell(score * 10 + (score < 0 ? -2 : 2)),
  words: () => "I cannot rate this",
  empty: () => "",
} as const satisfies Record<string, (score: number) => string>;

export type OddFormat = keyof typeof oddFormats;

/** A score in a format by its name, or in a text of one's own with {score} in it. */
export function dress(score: number, format: string): string {
  if (Object.hasOwn(oddFormats, format)) return oddFormats[format as OddFormat](score);
  return format.replaceAll("{score}", spell(score));
}

function spell(score: number): string {
  return (Math.round(score * 1000) / 1000 || 0).toString();
}
