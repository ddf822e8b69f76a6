import { existsSync } from "node:fs";
import { InvalidOptionError } from "../errors/statistics-errors.ts";
import { parseJson } from "../schema/parse-json.ts";
import { type Outcome, outcomes } from "../schema/run/outcome.ts";
import { readLineBatches } from "../store/read-lines.ts";

/** Whether a settled cell is asked again; which one it is, is worked out only where that matters. */
export type Again = (outcome: Outcome, which: () => AnswerName) => boolean;

export interface AnswerName {
  readonly modelId: string;
  readonly promptId: string;
  readonly repeat: number;
}

/** What `--retry` asks again: cells by what became of them, and answers that no judge could read. */
export interface RetryChoice {
  readonly outcomes: ReadonlySet<Outcome>;
  readonly unparsed: boolean;
}

/** The choice as a question, asked of each settled cell of a run. */
export async function asksAgain(choice: RetryChoice | undefined, scoredFile: string): Promise<Again> {
  if (choice === undefined) return () => false;
  const unparsed = new Set<string>();
  if (choice.unparsed) {
    for await (const row of readScoredIfThere(scoredFile)) {
      if (row["score_state"] !== "unparsed") continue;
      unparsed.add(nameOf(String(row["model_id"]), String(row["prompt_id"]), Number(row["repeat"])));
    }
  }
  return (outcome, which) => {
    if (choice.outcomes.has(outcome)) return true;
    if (unparsed.size === 0) return false;
    const { modelId, promptId, repeat } = which();
    return unparsed.has(nameOf(modelId, promptId, repeat));
  };
}

function nameOf(modelId: string, promptId: string, repeat: number): string {
  return `${modelId}\u0000${promptId}\u0000${repeat}`;
}

/** A run that was never scored has nothing that could not be read. */
async function* readScoredIfThere(file: string): AsyncGenerator<Record<string, unknown>> {
  if (!existsSync(file)) return;
  for await (const batch of readLineBatches(file)) {
    for (const { bytes, line } of batch) {
      yield parseJson(bytes.toString("utf8"), { file, line }) as Record<string, unknown>;
    }
  }
}

/** One outcome, several with commas, or all that are not plain, scored answers. */
export function retryChoice(text: string): RetryChoice {
  const retryable = outcomes.filter((word) => word !== "answered");
  if (text === "all") return { outcomes: new Set(retryable), unparsed: true };
  const words = text.split(",").map((word) => word.trim());
  const chosen = words.filter((word) => word !== "unparsed");
  return {
    unparsed: words.includes("unparsed"),
    outcomes: new Set(
      chosen.map((word) => {
        const found = retryable.find((known) => known === word);
        if (found !== undefined) return found;
        throw new InvalidOptionError("--retry", word, `one of ${retryable.join(", ")}, unparsed, all is expected`);
      }),
    ),
  };
}
