import { closeSync, openSync } from "node:fs";
import { cellKeys } from "../run/cells/cell-key.ts";
import { cellOrder } from "../run/cells/cell-order.ts";
import { type Conversation, conversationOf, endsCell, messagesAt, turnAfter } from "../run/cells/conversation.ts";
import type { GridIndex } from "../run/cells/grid-index.ts";
import { classify } from "../run/classify.ts";
import { readAttempt } from "../run/journal/attempt-record.ts";
import type { RunJournal } from "../run/journal/run-journal.ts";
import type { LaneInput, Settled, WorkItem } from "../run/schedule/types.ts";
import type { Outcome } from "../schema/run/outcome.ts";
import type { PromptRow } from "../schema/run/prompt-row.ts";
import type { AnsweringSubject } from "./derive-answers.ts";
import { followUpSource } from "./follow-up-source.ts";
import type { Again } from "./retry-outcomes.ts";

/** What is left of one subject's part of a run, and what is to be told of its answers as they land. */
export interface OpenItems {
  readonly items: LaneInput["items"];
  /** Takes an answer that is in the journal; true when its cell has come to its end. */
  landed(settled: Settled): boolean;
}

export interface OpenItemsOptions {
  readonly subject: AnsweringSubject;
  readonly grid: GridIndex;
  readonly journal: RunJournal;
  readonly repeats: number;
  readonly seed: number;
  readonly again: Again;
}

/** Cells and repeats of one subject that are not settled, in shuffled blocks, read as they are needed. */
export function openItems(options: OpenItemsOptions): OpenItems {
  if (!asksTurns(options.grid)) return { items: itemsOf(options, null), landed: () => true };
  const descriptor = openSync(options.journal.file, "r");
  const source = followUpSource(asynchronous(itemsOf(options, descriptor)));
  const items = {
    next: () => source.next(),
    async return() {
      closeSync(descriptor);
      return { done: true as const, value: undefined };
    },
  };
  return {
    items,
    landed(settled) {
      const next = nextTurn(settled);
      if (next !== null) source.push(next);
      source.settled();
      return next === null;
    },
  };
}

/** Whether the prompts of a grid are conversations; one suite made them all, so that the first tells. */
export function asksTurns(grid: GridIndex): boolean {
  return conversationOf(grid.row(0)) !== null;
}

function* itemsOf(
  { subject, grid, journal, repeats, seed, again }: OpenItemsOptions,
  journalDescriptor: number | null,
): Generator<WorkItem> {
  const cellOf = keptCells(cellKeys(subject.model, subject.params), grid, repeats);
  const outcomeOf = (row: number, repeat: number) =>
    journal.outcomeOf({ cell: cellOf(row), repeat, stage: "answer", judge: null });
  const isOpen = (row: number, repeat: number, outcome: Outcome | null) => {
    const which = () => ({ modelId: subject.model.id, promptId: String(grid.rawRow(row)["prompt_id"]), repeat });
    return outcome === null || again(outcome, which);
  };
  for (let repeat = 0; repeat < repeats; repeat++) {
    // Shuffling takes longer than looking: a repeat that an earlier session finished is not put in order.
    let first = 0;
    while (first < grid.size && !isOpen(first, repeat, outcomeOf(first, repeat))) first++;
    if (first === grid.size) continue;
    for (const row of cellOrder(grid.blocks, repeat, seed)) {
      const cell = cellOf(row);
      const outcome = outcomeOf(row, repeat);
      if (!isOpen(row, repeat, outcome)) continue;
      const prompt = grid.row(row);
      const conversation = journalDescriptor === null ? null : conversationOf(prompt);
      if (conversation === null) {
        const origin = { prompt, repeat, stage: "answer" as const, subject: null, attempt: 1 };
        const request = { messages: prompt.messages, params: subject.params, responseSchema: null, origin };
        yield { cell, repeat, stage: "answer", judge: null, request, ...(outcome === null ? {} : { again: true }) };
      } else {
        const replies = repliesSoFar(journal, journalDescriptor!, conversation, cell, repeat);
        yield itemAt(conversation, replies, { cell, repeat, prompt, params: subject.params, again: outcome !== null });
      }
    }
  }
}

/** Most keys that are kept from one repeat to the next, at a hundred bytes each. */
const mostKeptCells = 100_000;

/** The cell of each row; hashed once for all repeats where that fits in memory. */
function keptCells(keyOf: ReturnType<typeof cellKeys>, grid: GridIndex, repeats: number): (row: number) => string {
  const hashed = (row: number) => keyOf({ contentHash: grid.contentHash(row) });
  if (repeats === 1 || grid.size > mostKeptCells) return hashed;
  const kept: (string | undefined)[] = [];
  return (row) => {
    kept[row] ??= hashed(row);
    return kept[row];
  };
}

/** The answers to the first turns, as far as an earlier session got. */
function repliesSoFar(
  journal: RunJournal,
  descriptor: number,
  { asked }: Conversation,
  cell: string,
  repeat: number,
): string[] {
  const replies: string[] = [];
  while (replies.length < asked.length - 1) {
    const entry = journal.index.get({ cell, repeat, stage: "answer", judge: null, turn: replies.length });
    if (entry === null) break;
    replies.push(String(readAttempt(descriptor, journal.file, entry, cell).record["response_text"]));
  }
  return replies;
}

function itemAt(
  conversation: Conversation,
  replies: readonly string[],
  of: { cell: string; repeat: number; prompt: PromptRow; params: WorkItem["request"]["params"]; again: boolean },
): WorkItem {
  const { cell, repeat, prompt, params, again } = of;
  const turn = turnAfter(conversation, replies);
  const origin = { prompt, repeat, stage: "answer" as const, subject: null, attempt: 1, turn: turn.index };
  const request = { messages: messagesAt(turn), params, responseSchema: null, origin };
  return { cell, repeat, stage: "answer", judge: null, turn, request, ...(again ? { again } : {}) };
}

/** The question that an answer leads to, or null when the cell is at its end. */
function nextTurn({ item, outcome }: Settled): WorkItem | null {
  const { turn, request, cell, repeat } = item;
  const text = outcome.kind === "answer" ? outcome.text : "";
  if (turn === undefined || endsCell(turn, classify(outcome).outcome, text)) return null;
  const { prompt } = request.origin;
  return itemAt(turn.conversation, [...turn.replies, text], {
    cell,
    repeat,
    prompt,
    params: request.params,
    again: item.again === true,
  });
}

async function* asynchronous<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
