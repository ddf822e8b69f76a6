import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InvalidInputError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import type { Env } from "../providers/provider.ts";
import { providerNames } from "../providers/registry.ts";
import { readRoster } from "../run/roster/read-roster.ts";
import type { RosterEntry } from "../schema/run/roster.ts";

export interface ChosenModels {
  /** The roster's file, or what stood in for one. */
  readonly source: string;
  readonly origin: "flag" | "environment" | "default";
  readonly entries: readonly RosterEntry[];
  readonly notes: readonly string[];
}

/**
 * The models of a run: `--models FILE`, else `models.json` beside the suite, else in the current folder, else
 * `LLM_MODEL`. `--model` keeps only the ids it names; a name the roster lacks is read as provider/name.
 */
export async function chooseModels(options: {
  readonly cwd: string;
  readonly suiteFolder: string | null;
  readonly modelsFile: string | undefined;
  readonly models: readonly string[];
  readonly roster?: readonly RosterEntry[] | undefined;
  readonly env: Env;
  readonly concurrency: number | undefined;
}): Promise<ChosenModels> {
  if (options.roster !== undefined)
    return { source: "the roster given", origin: "flag", entries: options.roster, notes: [] };
  const file = await rosterFile(options);
  const roster = file === null ? null : await readRoster(file);
  if (options.models.length > 0) {
    const entries = options.models.map(
      (id) => roster?.entries.find((entry) => entry.id === id) ?? looseModel(id, roster?.entries ?? [], options),
    );
    return { source: file ?? "--model", origin: "flag", entries, notes: roster?.notes ?? [] };
  }
  if (roster !== null) {
    if (roster.entries.length === 0)
      throw new InvalidInputError("the roster names no model", { place: { file: roster.file } });
    return {
      source: roster.file,
      origin: options.modelsFile === undefined ? "default" : "flag",
      entries: roster.entries,
      notes: roster.notes,
    };
  }
  const fromEnv = options.env["LLM_MODEL"];
  if (fromEnv !== undefined) {
    return { source: "LLM_MODEL", origin: "environment", entries: [looseModel(fromEnv, [], options)], notes: [] };
  }
  throw new InvalidInputError("no model to ask", {
    hint: "Name a roster with --models FILE, one model with --model provider/name, or set LLM_MODEL.",
  });
}

async function rosterFile(options: {
  cwd: string;
  suiteFolder: string | null;
  modelsFile: string | undefined;
}): Promise<string | null> {
  if (options.modelsFile !== undefined) return resolve(options.cwd, options.modelsFile);
  const folders = [...(options.suiteFolder === null ? [] : [options.suiteFolder]), options.cwd];
  for (const folder of folders) {
    const file = join(folder, "models.json");
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return null;
}

/** "provider/name": the provider is what stands before the first slash, and nothing else is guessed. */
function looseModel(
  id: string,
  known: readonly RosterEntry[],
  options: { env: Env; concurrency: number | undefined },
): RosterEntry {
  const slash = id.indexOf("/");
  const provider = slash < 0 ? null : id.slice(0, slash);
  if (provider === null || !providerNames.includes(provider)) {
    const ids = known.map((entry) => entry.id);
    const nearest = nearestName(id, ids);
    throw new InvalidInputError(`there is no model "${id}"${known.length > 0 ? " in the roster" : ""}`, {
      hint:
        nearest !== null
          ? `Did you mean "${nearest}"?`
          : `Write provider/name with one of the providers ${providerNames.join(", ")}.`,
    });
  }
  return { id, provider, concurrency: options.concurrency ?? 1 };
}
