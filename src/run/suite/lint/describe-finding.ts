import type { Finding, FindingCode } from "./finding.ts";

// biome-ignore lint/suspicious/noExplicitAny: each finding's facts have their own shape, known to its own row below
type Facts = any;

const words: Record<FindingCode, (finding: Finding, facts: Facts) => string> = {
  "incomplete-triplet": ({ count }, { missing }) =>
    `${count} ${plural(count, "triplet")} without every view (missing: ${missing.join(", ")})`,
  "repeated-view": ({ count }) => `${count} ${plural(count, "prompt")} of a view that its triplet has already`,
  "duplicate-prompt-id": ({ count }) => `${count} prompt ${plural(count, "id")} used twice`,
  "unresolved-text": ({ count }) => `${count} ${plural(count, "prompt")} with a template tag left in the text`,
  "different-questions": ({ count }, { questions }) =>
    `the views of ${count} ${plural(count, "triplet")} end with different questions, so the role is mixed up with the task: ${Object.entries(
      questions as Record<string, string[]>,
    )
      .map(([view, asked]) => `${view} "${asked.join('", "')}"`)
      .join("; ")}`,
  "duplicate-prompts": (_, { prompts, distinct, views }) =>
    `${prompts} prompts have ${distinct} distinct texts${(
      views as { view: string; prompts: number; distinctTexts: number }[]
    )
      .map((view) => `; ${view.view}: ${view.distinctTexts} of ${view.prompts}`)
      .join("")}`,
  "fact-not-told": (_, { factor, told, notTold }) =>
    `${factor} is told in ${told.join(", ")} and not in ${notTold.join(", ")}`,
  "raw-codes": (_, { codes }) =>
    `codes reach the text: ${(codes as { code: string; prompts: number }[])
      .map(({ code, prompts }) => `${code} (${prompts} ${plural(prompts, "prompt")})`)
      .join(", ")}`,
  "lengths-differ": (_, { differs, characters }) =>
    `the views differ in length by ${Math.round(differs * 100)} %: ${Object.entries(
      characters as Record<string, number>,
    )
      .map(([view, mean]) => `${view} ${Math.round(mean)}`)
      .join(", ")} characters`,
  "role-outside-slot": ({ count }) =>
    `in ${count} ${plural(count, "triplet")} the messages around the view differ too, which gives the role away twice`,
  "unbalanced-levels": (_, { factor, prompts }) =>
    `the levels of ${factor} occur unequally often: ${Object.entries(prompts as Record<string, number>)
      .map(([level, count]) => `${level} ${count}`)
      .join(", ")}`,
  "few-triplets": (_, { triplets, fewest }) =>
    `${triplets} ${plural(triplets, "triplet")}; an interval needs at least ${fewest}`,
};

/** One line for people, with examples where there are any. */
export function describeFinding(finding: Finding): string {
  const examples =
    finding.examples.length === 0 || sayTheirOwn.has(finding.code) ? "" : ` (${finding.examples.join(", ")})`;
  return words[finding.code](finding, finding.facts) + examples;
}

/** Findings whose words name the examples already. */
const sayTheirOwn = new Set<FindingCode>(["fact-not-told", "unbalanced-levels"]);

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
