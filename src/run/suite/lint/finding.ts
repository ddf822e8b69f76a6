/** Something lint found. The facts are data; `describeFinding` gives them words. */
export interface Finding {
  readonly level: "error" | "warning";
  readonly code: FindingCode;
  /** How many prompts, triplets or levels it concerns. */
  readonly count: number;
  /** Ids of up to five of them. */
  readonly examples: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
}

export const findingCodes = [
  "incomplete-triplet",
  "repeated-view",
  "duplicate-prompt-id",
  "unresolved-text",
  "different-questions",
  "duplicate-prompts",
  "fact-not-told",
  "raw-codes",
  "lengths-differ",
  "role-outside-slot",
  "unbalanced-levels",
  "few-triplets",
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** What lint counted on its way through a grid. */
export interface GridLint {
  readonly prompts: number;
  /** null for a grid of cases. */
  readonly triplets: number | null;
  readonly distinctTexts: number;
  readonly byView: readonly {
    readonly view: string;
    readonly prompts: number;
    readonly distinctTexts: number;
    readonly meanCharacters: number;
  }[];
  /** Errors first. */
  readonly findings: readonly Finding[];
}

/** Counts of something with up to five examples. */
export class Tally {
  count = 0;
  readonly examples: string[] = [];

  add(example: string): void {
    this.count++;
    if (this.examples.length < 5) this.examples.push(example);
  }
}
