import { readAnswers } from "./read-answers.ts";

/** Answers of one model, by prompt and repeat, to hold others against. Only answers that came whole. */
export async function answersOfModel(file: string, modelId: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for await (const { row } of readAnswers(file)) {
    if (row.modelId === modelId && row.outcome === "answered") texts.set(answerKey(row), row.responseText);
  }
  return texts;
}

export function answerKey({ promptId, repeat }: { promptId: string; repeat: number }): string {
  return `${promptId}|${repeat}`;
}

/** What a bystander says of each scenario: the last user message of its neutral view, by triplet. */
export async function neutralTexts(file: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for await (const { row } of readAnswers(file)) {
    if (row.role !== "none" || row.tripletId === null || texts.has(row.tripletId)) continue;
    const said = row.messages?.findLast((message) => message.role === "user")?.content;
    if (said !== undefined) texts.set(row.tripletId, said);
  }
  return texts;
}
