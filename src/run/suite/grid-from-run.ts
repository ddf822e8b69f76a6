import { z } from "zod";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { fromDisk } from "../../schema/codec.ts";
import { contentHash } from "../../schema/content-hash.ts";
import { parseJson } from "../../schema/parse-json.ts";
import { deriveTriplets, type PromptFacts } from "../../schema/run/derive-triplets.ts";
import {
  type ChatMessage,
  chatMessage,
  factorValue,
  type PromptRow,
  type ViewRole,
} from "../../schema/run/prompt-row.ts";
import { readLineBatches } from "../../store/read-lines.ts";
import { rowRole } from "./compile-views.ts";
import type { FactorSpace } from "./factor-space.ts";
import type { Grid } from "./grid.ts";
import type { LoadedViewsSuite } from "./load-suite.ts";
import { promptHash } from "./prompt-identity.ts";
import type { Scenario } from "./scenario.ts";

/** What a line of an older run must say for its prompt to be recovered. Everything else is not looked at. */
const runLine = z.object({
  promptId: z.string(),
  perspective: z.string().nullable().optional(),
  view: z.string().nullable().optional(),
  factors: z.record(z.string(), factorValue.nullable()).nullable().optional(),
  messages: z.array(chatMessage).nullable().optional(),
});

interface RecoveredPrompt extends PromptFacts {
  readonly view: string;
  readonly place: { file: string; line: number };
  readonly messages: ChatMessage[] | null;
}

/**
 * Recovers the grid of an older run (`run.jsonl` or `run_scored.jsonl`, which stored no triplet ids) in the frame of a
 * suite that names the views. Triplets come from the prompt numbers, checked against the facts. Throws
 * InvalidInputError naming the line for a view the suite does not have, a prompt without messages, or two wordings of
 * one prompt id.
 */
export async function gridFromRun(file: string, loaded: LoadedViewsSuite): Promise<Grid> {
  const prompts = await recoverPrompts(file, loaded);
  const triplets = deriveTriplets(prompts.values());
  const { suite, space } = loaded;
  const roles = new Map(suite.views.map(({ id, role }) => [id, rowRole(role, suite.axis.roleHigh)]));
  const rows = [...prompts.values()]
    .sort((a, b) => Number(a.promptId) - Number(b.promptId))
    .map((prompt) => promptOf(prompt, roles.get(prompt.view)!, triplets.get(prompt.promptId)!, loaded));
  const names = [...new Set([...space.names, ...rows.flatMap(({ factors }) => Object.keys(factors))])];
  const factors = names.map((name) => ({
    name,
    levels: [...new Set(rows.map(({ factors }) => factors[name]).filter((value) => value !== undefined))],
    derived: space.derived.some((derived) => derived.name === name),
  }));
  return {
    shape: {
      suite: suite.id,
      suiteVersion: suite.version,
      factors: factors.filter(({ levels }) => levels.length > 0),
      views: suite.views.map(({ id }) => id).filter((id) => rows.some(({ view }) => view === id)),
      prompts: rows.length,
      triplets: new Set(rows.map(({ tripletId }) => tripletId)).size,
      fullPrompts: rows.length,
      dataset: null,
      notes: [],
    },
    lintHints: { derived: space.derived.map(({ name }) => name), viewSlots: null },
    async *rows() {
      yield* rows;
    },
  };
}

async function recoverPrompts(file: string, { suite }: LoadedViewsSuite): Promise<Map<string, RecoveredPrompt>> {
  const views = suite.views.map(({ id }) => id);
  const prompts = new Map<string, RecoveredPrompt & { hash: string | null }>();
  for await (const batch of readLineBatches(file)) {
    for (const { bytes, line } of batch) {
      const text = bytes.toString("utf8");
      if (text.trim() === "") continue;
      const place = { file, line };
      const row = fromDisk(runLine, parseJson(text, place), place);
      const view = row.view ?? row.perspective ?? "";
      if (!views.includes(view)) {
        throw new InvalidInputError(`view "${view}" is not one of suite ${suite.id}: ${views.join(", ")}`, {
          place: { ...place, path: "perspective" },
          hint: "Name a suite that has this view.",
        });
      }
      const factors = Object.fromEntries(
        Object.entries(row.factors ?? {}).flatMap(([name, value]) =>
          value === null || name === "perspective" || name === "view" ? [] : [[name, value] as const],
        ),
      );
      const messages = row.messages?.length ? row.messages : null;
      const hash = messages && contentHash(messages);
      const known = prompts.get(row.promptId);
      if (known?.hash && hash && known.hash !== hash) {
        throw new InvalidInputError(`prompt ${row.promptId} has other messages here than in line ${known.place.line}`, {
          place: { ...place, path: "messages" },
          hint: "These are rows of two different grids; recover each from its own file.",
        });
      }
      if (known?.messages && !messages) continue;
      if (!known?.messages) prompts.set(row.promptId, { promptId: row.promptId, view, factors, place, messages, hash });
    }
  }
  return prompts;
}

function promptOf(
  { promptId, view, messages, place }: RecoveredPrompt,
  role: ViewRole,
  { tripletId, factors }: { tripletId: string; factors: PromptRow["factors"] },
  { suite, space, wording }: LoadedViewsSuite,
): PromptRow {
  if (messages === null) {
    throw new InvalidInputError(`no row of prompt ${promptId} holds its messages`, {
      place: { ...place, path: "messages" },
      hint: "Recover the grid from the run's own run.jsonl.",
    });
  }
  return {
    promptId,
    tripletId,
    clusterId: tripletId,
    view,
    role,
    perspective: view,
    factors,
    messages,
    contentHash: promptHash({ suite: suite.id, suiteVersion: suite.version, promptId, messages }),
    suite: suite.id,
    suiteVersion: suite.version,
    metadata: { parties: wording.parties(scenarioOf(space, factors)) },
  };
}

/** The suite's levels with these codes; null where the older run has a code the suite does not know. */
function scenarioOf({ factors, derived }: FactorSpace, codes: PromptRow["factors"]): Scenario {
  return [...factors, ...derived].map(
    ({ name, levels }) => levels.find((level) => level !== null && level.code === String(codes[name])) ?? null,
  );
}
