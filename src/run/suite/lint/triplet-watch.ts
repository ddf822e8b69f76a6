import type { PromptRow } from "../../../schema/run/prompt-row.ts";
import { finalQuestion } from "./final-question.ts";
import { type Finding, Tally } from "./finding.ts";

interface Seen {
  /** Final question by view. */
  readonly questions: Map<string, string>;
  /** Messages of the first view seen; the others are compared with it. */
  readonly first: PromptRow["messages"];
  outsideDiffers: boolean;
}

/**
 * Watches triplets: are they complete, do their views end with one question, does anything outside the views' slot
 * differ. Rows of a triplet are expected side by side; where they are not, it is kept until its last view has come.
 */
export function tripletWatch(expected: readonly string[]) {
  const views = new Set(expected);
  const open = new Map<string, Seen>();
  let current: { id: string; seen: Seen; again: boolean } | null = null;
  let count = 0;
  const incomplete = new Tally();
  const missing = new Set<string>();
  const repeated = new Tally();
  const questions = new Tally();
  const questionsByView = new Map<string, Set<string>>();
  const outside = new Tally();

  function see(row: PromptRow, spoken: string, slots: readonly number[]): void {
    const id = row.tripletId!;
    const view = row.view!;
    views.add(view);
    if (current?.id !== id) {
      setAside();
      const before = open.get(id);
      if (before === undefined) count++;
      const seen = before ?? { questions: new Map(), first: row.messages, outsideDiffers: false };
      current = { id, seen, again: before !== undefined };
      open.delete(id);
    }
    const { seen } = current;
    if (seen.questions.has(view)) repeated.add(row.promptId);
    seen.questions.set(view, finalQuestion(spoken));
    if (!seen.outsideDiffers) seen.outsideDiffers = differsOutside(seen.first, row.messages, slots);
  }

  /** A triplet is done when its views came side by side; one that was met again may be met once more. */
  function setAside(): void {
    if (current === null) return;
    const { id, seen, again } = current;
    const enough = expected.length > 0 || (views.size > 1 && !again);
    if (enough && seen.questions.size === views.size) judge(id, seen);
    else open.set(id, seen);
    current = null;
  }

  function judge(id: string, seen: Seen): void {
    const lacking = [...views].filter((view) => !seen.questions.has(view));
    if (lacking.length > 0) incomplete.add(id);
    for (const view of lacking) missing.add(view);
    if (new Set(seen.questions.values()).size > 1) {
      questions.add(id);
      for (const [view, question] of seen.questions) {
        const known = questionsByView.get(view) ?? new Set();
        if (known.size < 3) questionsByView.set(view, known.add(question));
      }
    }
    if (seen.outsideDiffers) outside.add(id);
  }

  function finish(): { count: number; findings: Finding[] } {
    setAside();
    for (const [id, seen] of open) judge(id, seen);
    const found = (level: Finding["level"], code: Finding["code"], tally: Tally, facts: Finding["facts"]): Finding[] =>
      tally.count === 0 ? [] : [{ level, code, count: tally.count, examples: tally.examples, facts }];
    const byView = Object.fromEntries([...questionsByView].map(([view, asked]) => [view, [...asked]]));
    return {
      count,
      findings: [
        ...found("error", "incomplete-triplet", incomplete, { views: [...views], missing: [...missing] }),
        ...found("error", "repeated-view", repeated, {}),
        ...found("warning", "different-questions", questions, { triplets: count, questions: byView }),
        ...found("warning", "role-outside-slot", outside, { triplets: count }),
      ],
    };
  }

  return { see, finish };
}

function differsOutside(one: PromptRow["messages"], two: PromptRow["messages"], slots: readonly number[]): boolean {
  if (one === two) return false;
  if (one.length !== two.length) return true;
  return one.some(
    ({ role, content }, i) => role !== two[i]!.role || (content !== two[i]!.content && !slots.includes(i)),
  );
}
