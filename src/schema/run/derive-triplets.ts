/// <reference lib="es2024.collection" />
import type { ErrorPlace } from "../../errors/assay-error.ts";
import { describePlace } from "../../errors/assay-error.ts";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { contentHash } from "../content-hash.ts";
import type { FactorValue } from "./prompt-row.ts";

/** What an older row says about its prompt. Rows of several models may repeat a prompt. */
export interface PromptFacts {
  promptId: string;
  view: string | null;
  factors: Readonly<Record<string, FactorValue>>;
  /** Shown when this row is part of a disagreement. */
  place?: ErrorPlace;
}

export interface DerivedTriplet {
  /** `t-` and 12 hex of sha256 over `factors`. */
  tripletId: string;
  /** The scenario's facts over all its views; a fact that views word differently joins their codes with " / ". */
  factors: Record<string, FactorValue>;
}

/**
 * Finds the triplets of an older file, which stored none: prompts were numbered so that the views of scenario i are
 * 3i, 3i+1, 3i+2 (2i, 2i+1 without a bystander). The numbers are checked against the factors that every view tells;
 * factors some view leaves out are view-only. A code may differ between views when the difference is only one of
 * wording (each code of one view goes with exactly one code of the other, throughout the file).
 *
 * Returns one entry per prompt id. Throws InvalidInputError, showing the rows, where numbers and facts disagree.
 */
export function deriveTriplets(rows: Iterable<PromptFacts>): Map<string, DerivedTriplet> {
  const prompts = distinctPrompts(rows);
  const groups = groupByNumber(prompts);
  checkFacts(groups, sharedFactors(prompts));

  const derived = new Map<string, DerivedTriplet>();
  const seen = new Map<string, number>();
  for (const group of groups) {
    const factors = joinFactors(group);
    const hash = contentHash(factors);
    // The same facts asked twice are still two scenarios.
    const again = seen.get(hash) ?? 0;
    seen.set(hash, again + 1);
    const tripletId = `t-${(again === 0 ? hash : contentHash({ factors, again })).slice(0, 12)}`;
    for (const prompt of group) derived.set(prompt.promptId, { tripletId, factors });
  }
  return derived;
}

interface NumberedPrompt extends PromptFacts {
  number: number;
  view: string;
}

function distinctPrompts(rows: Iterable<PromptFacts>): NumberedPrompt[] {
  const prompts = new Map<string, NumberedPrompt & { key: string }>();
  for (const row of rows) {
    const key = contentHash([row.view, row.factors]);
    const known = prompts.get(row.promptId);
    if (known !== undefined && known.key !== key) {
      throw disagreement(`prompt ${row.promptId} has two different sets of facts`, [known, row], null);
    }
    if (known !== undefined) continue;
    const number = /^\d{1,15}$/.test(row.promptId) ? Number(row.promptId) : null;
    if (number === null || row.view === null) {
      const lacks = row.view === null ? "names no view" : "is not a row number";
      throw new InvalidInputError(`triplets cannot be worked out: prompt "${row.promptId}" ${lacks}`, {
        place: row.place ?? {},
        hint: "Give each row a triplet_id and a view.",
      });
    }
    prompts.set(row.promptId, { ...row, view: row.view, number, key });
  }
  return [...prompts.values()].sort((a, b) => a.number - b.number);
}

/** Three views make strides of 3. Two views may be a grid without a bystander, or one whose bystander was filtered out. */
function groupByNumber(prompts: readonly NumberedPrompt[]): NumberedPrompt[][] {
  const views = new Set(prompts.map(({ view }) => view)).size;
  const strides = views === 2 ? [3, 2] : [Math.max(views, 3)];
  let fault: InvalidInputError | undefined;
  for (const stride of strides) {
    const clash = findClash(prompts, stride);
    if (clash === null) return [...Map.groupBy(prompts, ({ number }) => Math.floor(number / stride)).values()];
    fault = disagreement("the order of the views changes, so numbers cannot tell the triplets", clash, null);
  }
  throw fault;
}

/** Two prompts at the same place within their triplets that have different views; null when there are none. */
function findClash(prompts: readonly NumberedPrompt[], stride: number): [NumberedPrompt, NumberedPrompt] | null {
  const byPosition = new Map<number, NumberedPrompt>();
  const byView = new Map<string, NumberedPrompt>();
  for (const prompt of prompts) {
    const position = prompt.number % stride;
    const atPosition = byPosition.get(position);
    const ofView = byView.get(prompt.view);
    if (atPosition !== undefined && atPosition.view !== prompt.view) return [atPosition, prompt];
    if (ofView !== undefined && ofView.number % stride !== position) return [ofView, prompt];
    byPosition.set(position, prompt);
    byView.set(prompt.view, prompt);
  }
  return null;
}

const viewNames = new Set(["perspective", "view"]);

function sharedFactors(prompts: readonly NumberedPrompt[]): string[] {
  const first = Object.keys(prompts[0]?.factors ?? {}).filter((name) => !viewNames.has(name));
  return first.filter((name) => prompts.every(({ factors }) => factors[name] !== undefined));
}

function checkFacts(groups: readonly NumberedPrompt[][], shared: readonly string[]): void {
  for (const factor of shared) {
    const wordings = new Map<string, { other: FactorValue; group: NumberedPrompt[] }>();
    for (const group of groups) {
      for (const [a, b] of pairs(group)) {
        const [one, two] = [a.factors[factor]!, b.factors[factor]!];
        const wordsOnly = typeof one === "string" && typeof two === "string";
        for (const [from, to, value, other] of [
          [a.view, b.view, one, two] as const,
          [b.view, a.view, two, one] as const,
        ]) {
          const key = JSON.stringify([from, to, value]);
          const known = wordings.get(key) ?? { other, group };
          wordings.set(key, known);
          if ((!wordsOnly && one !== two) || known.other !== other) {
            throw disagreement("their numbers make these one triplet, but they tell different facts", group, factor);
          }
        }
      }
    }
  }
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b): [T, T] => [a, b]));
}

function joinFactors(group: readonly NumberedPrompt[]): Record<string, FactorValue> {
  const joined: Record<string, FactorValue> = {};
  for (const { factors } of group) {
    for (const [name, value] of Object.entries(factors)) {
      if (viewNames.has(name)) continue;
      const known = joined[name];
      if (known === undefined) joined[name] = value;
      else if (known !== value && !String(known).split(" / ").includes(String(value)))
        joined[name] = `${known} / ${value}`;
    }
  }
  return joined;
}

function disagreement(what: string, rows: readonly PromptFacts[], factor: string | null): InvalidInputError {
  const shown = rows.map((row) => {
    const facts = factor === null ? JSON.stringify(row.factors) : `${factor} = ${JSON.stringify(row.factors[factor])}`;
    const where = describePlace(row.place ?? {});
    return `prompt ${row.promptId} (${row.view}${where === "" ? "" : `, ${where}`}): ${facts}`;
  });
  return new InvalidInputError(`${what}. ${shown.join("; ")}`, {
    place: rows.at(-1)?.place ?? {},
    hint: "Give each row a triplet_id and a view, or summarise each grid by itself.",
  });
}
