import type { PromptRow } from "../../../schema/run/prompt-row.ts";
import { fingerprint, fingerprintSet } from "../fingerprint-set.ts";
import { factWatch } from "./fact-watch.ts";
import { type Finding, type GridLint, Tally } from "./finding.ts";
import { levelWatch } from "./level-watch.ts";
import { rawCodeWatch } from "./raw-code-watch.ts";
import { tripletWatch } from "./triplet-watch.ts";

export interface LintOptions {
  /** Factors that follow from others by a table. */
  readonly derived?: readonly string[];
  /** Positions of the messages in which the views speak; null: the last user message. */
  readonly viewSlots?: readonly number[] | null;
  /** The views every triplet should have; default: all that occur. */
  readonly views?: readonly string[];
}

/** Fewer triplets than this cannot carry an interval worth the name. */
const fewestTriplets = 20;
const longestDifference = 0.1;

/** Looks at prompts as they pass; keeps a few bytes of each. */
export interface GridLinter {
  see(row: PromptRow): void;
  finish(): GridLint;
}

/** Reads a whole grid and says what is wrong with it. */
export async function lintGrid(
  rows: AsyncIterable<PromptRow> | Iterable<PromptRow>,
  options: LintOptions = {},
): Promise<GridLint> {
  const linter = gridLinter(options);
  for await (const row of rows) linter.see(row);
  return linter.finish();
}

/** For looking at a grid while it is being written: see() every row, then finish(). */
export function gridLinter({ derived = [], viewSlots = null, views = [] }: LintOptions = {}): GridLinter {
  const texts = fingerprintSet();
  const perView = new Map<string, { prompts: number; texts: ReturnType<typeof fingerprintSet>; characters: number }>();
  const ids = uniqueIds();
  const repeatedIds = new Tally();
  const unresolved = new Tally();
  const copies = new Tally();
  const triplets = tripletWatch(views);
  const facts = factWatch(derived);
  const codes = rawCodeWatch();
  const levels = levelWatch(derived);
  let prompts = 0;

  function see(row: PromptRow): void {
    prompts++;
    if (!ids.add(row.promptId)) repeatedIds.add(row.promptId);
    const print = fingerprint(textOf(row));
    if (!texts.add(print)) copies.add(row.promptId);
    if (row.tripletId === null || row.view === null) return;

    const slots = viewSlots ?? [lastUserMessage(row)];
    const spoken =
      slots.length === 1 ? contentAt(row, slots[0]!) : slots.map((slot) => contentAt(row, slot)).join("\n\n");
    let view = perView.get(row.view);
    if (view === undefined) {
      view = { prompts: 0, texts: fingerprintSet(), characters: 0 };
      perView.set(row.view, view);
    }
    view.prompts++;
    view.texts.add(print);
    view.characters += spoken.length;
    if (row.messages.some(({ content }) => content.includes("{{") && /\{\{[^{}]*\}\}/.test(content))) {
      unresolved.add(row.promptId);
    }
    triplets.see(row, spoken, slots);
    facts.see(row, print);
    codes.see(row);
    levels.see(row);
  }

  function finish(): GridLint {
    const byView = [...perView].map(([view, seen]) => ({
      view,
      prompts: seen.prompts,
      distinctTexts: seen.texts.size,
      meanCharacters: seen.characters / seen.prompts,
    }));
    const { count, findings } = triplets.finish();
    const all: Finding[] = [
      ...ofTally("error", "duplicate-prompt-id", repeatedIds),
      ...ofTally("error", "unresolved-text", unresolved),
      ...findings,
      ...ofTally("warning", "duplicate-prompts", copies, {
        prompts,
        distinct: texts.size,
        views: byView.filter((view) => view.distinctTexts < view.prompts),
      }),
      ...facts.finish(),
      ...codes.finish(),
      ...lengthFinding(byView),
      ...levels.finish(),
    ];
    if (perView.size > 0 && count < fewestTriplets) {
      const facts = { triplets: count, fewest: fewestTriplets };
      all.push({ level: "warning", code: "few-triplets", count, examples: [], facts });
    }
    return {
      prompts,
      triplets: perView.size === 0 ? null : count,
      distinctTexts: texts.size,
      byView,
      findings: all.sort((a, b) => Number(a.level === "warning") - Number(b.level === "warning")),
    };
  }

  return { see, finish };
}

function textOf({ messages, metadata }: PromptRow): string {
  let text = "";
  for (const { role, content } of messages) text += `${role}\n${content}\0`;
  return metadata["turns"] === undefined ? text : text + JSON.stringify(metadata["turns"]);
}

function contentAt({ messages }: PromptRow, slot: number): string {
  return messages[slot]?.content ?? "";
}

function lastUserMessage({ messages }: PromptRow): number {
  const last = messages.findLastIndex(({ role }) => role === "user");
  return last === -1 ? messages.length - 1 : last;
}

/** Row numbers take a bit each; other ids are kept as they are. */
function uniqueIds(): { add(id: string): boolean } {
  const byWidth = new Map<number, Uint8Array>();
  const others = new Set<string>();
  return {
    add(id) {
      const number = /^\d{1,8}$/.test(id) ? Number(id) : Number.POSITIVE_INFINITY;
      if (number >= 2 ** 26) return others.size < others.add(id).size;
      let bits = byWidth.get(id.length) ?? new Uint8Array(128);
      if (number >> 3 >= bits.length) {
        const larger = new Uint8Array(Math.max(bits.length * 2, (number >> 3) + 1));
        larger.set(bits);
        bits = larger;
      }
      byWidth.set(id.length, bits);
      const isNew = (bits[number >> 3]! & (1 << (number & 7))) === 0;
      bits[number >> 3]! |= 1 << (number & 7);
      return isNew;
    },
  };
}

function ofTally(
  level: Finding["level"],
  code: Finding["code"],
  tally: Tally,
  facts: Finding["facts"] = {},
): Finding[] {
  return tally.count === 0 ? [] : [{ level, code, count: tally.count, examples: tally.examples, facts }];
}

function lengthFinding(byView: GridLint["byView"]): Finding[] {
  const lengths = byView.map(({ meanCharacters }) => meanCharacters);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  if (byView.length < 2 || longest <= shortest * (1 + longestDifference)) return [];
  const facts = {
    differs: longest / shortest - 1,
    characters: Object.fromEntries(byView.map(({ view, meanCharacters }) => [view, meanCharacters])),
  };
  return [{ level: "warning", code: "lengths-differ", count: byView.length, examples: [], facts }];
}
