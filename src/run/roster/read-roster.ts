import { readFile } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import { fromDisk } from "../../schema/codec.ts";
import { parseJson, placeInJson } from "../../schema/parse-json.ts";
import { type RosterEntry, rosterEntry } from "../../schema/run/roster.ts";
import { isZone } from "../schedule/day-window.ts";
import { faultText, RosterFaultsError } from "./roster-faults.ts";

/** Display names of the older roster, by the provider they mean. */
const displayNames: Readonly<Record<string, string>> = {
  "Google AI Studio": "google",
  Groq: "groq",
  "Hugging Face": "huggingface",
  Cerebras: "cerebras",
  "Mistral AI": "mistral",
  Cohere: "cohere",
  OpenRouter: "openrouter",
};

const hosted = new Set([...Object.values(displayNames), "openai", "anthropic"]);
const knownKeys = new Set(
  Object.keys(rosterEntry.shape).map((key) => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)),
);

export interface Roster {
  readonly file: string;
  readonly entries: readonly RosterEntry[];
  /** What was read differently from how it was written. */
  readonly notes: readonly string[];
}

/** Reads `models.json`, `.yaml` or `judges.json`. All faults come in one error, each with its index and key. */
export async function readRoster(file: string): Promise<Roster> {
  const text = await readFile(file, "utf8").catch((cause) => {
    throw new MissingFileError(`cannot read the roster ${file}`, {
      place: { file },
      hint: "Name it with --models FILE, or write one with: assay init sycophancy",
      cause,
    });
  });
  const yaml = [".yaml", ".yml"].includes(extname(file));
  const parsed: unknown = yaml ? await parseRosterYaml(file, text) : parseJson(text, placeInJson(file, text));
  const list = Array.isArray(parsed) ? parsed : (parsed as { models?: unknown } | null)?.models;
  if (!Array.isArray(list)) {
    throw new InvalidInputError("a roster is a list of models", {
      place: { file },
      hint: 'Begin with [ { "id": …, "provider": …, "concurrency": 2 } ].',
    });
  }
  const notes: string[] = [];
  const faults: string[] = [];
  const entries: RosterEntry[] = [];
  for (const [index, raw] of list.entries()) {
    try {
      entries.push(readEntry(raw, index, file, notes));
    } catch (error) {
      faults.push(`[${index}] ${faultText(error, file, `[${index}]`)}`);
    }
  }
  faults.push(...conflicts(entries));
  if (faults.length > 0) throw new RosterFaultsError(file, faults);
  const enabled = entries.filter((entry) => entry.disabled !== true);
  const ordered = [...enabled.filter((entry) => entry.preferred), ...enabled.filter((entry) => !entry.preferred)];
  return { file, entries: ordered, notes };
}

async function parseRosterYaml(file: string, text: string): Promise<unknown> {
  const { parse } = await import("yaml");
  try {
    return parse(text);
  } catch (cause) {
    const line = (cause as { linePos?: { line: number }[] }).linePos?.[0]?.line;
    throw new InvalidInputError("this is not YAML", { place: line === undefined ? { file } : { file, line }, cause });
  }
}

function readEntry(raw: unknown, index: number, file: string, notes: string[]): RosterEntry {
  if (typeof raw === "string") {
    throw new InvalidInputError(
      `"${raw}" is a bare name: concurrency is missing; write { "id": "${raw}", "provider": …, "concurrency": 2 }`,
    );
  }
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    throw new InvalidInputError("a model is an object");
  const row: Record<string, unknown> = { ...raw };
  const typo = Object.keys(row).find((key) => !knownKeys.has(key) && nearestName(key, ["concurrency"]) !== null);
  if (row["concurrency"] === undefined && typo !== undefined) {
    throw new InvalidInputError(`"${String(row["id"])}": unknown key "${typo}"; did you mean "concurrency"?`);
  }
  if (row["concurrency"] === undefined)
    throw new InvalidInputError(`"${String(row["id"])}": concurrency is missing; add "concurrency": 2`);
  const declared = row["provider"];
  const mapped = typeof declared === "string" ? displayNames[declared] : undefined;
  if (mapped !== undefined) {
    row["provider"] = mapped;
    moveUnknownKeys(row, index, notes);
  }
  const entry = fromDisk(rosterEntry, row, { file, path: `[${index}]` });
  checkPrefix(entry);
  checkReset(entry);
  return entry.file === undefined ? entry : { ...entry, file: resolve(dirname(file), entry.file) };
}

/** The older shape carried settings of the service beside its own; they are sent as they are, and said so. */
function moveUnknownKeys(row: Record<string, unknown>, index: number, notes: string[]): void {
  const unknown = Object.keys(row).filter((key) => !knownKeys.has(key));
  if (unknown.length === 0) return;
  const extra = { ...((row["extra"] as Record<string, unknown> | undefined) ?? {}) };
  for (const key of unknown) {
    extra[key] = row[key];
    delete row[key];
  }
  row["extra"] = extra;
  notes.push(`[${index}] ${String(row["id"])}: ${unknown.join(", ")} will be sent as extra`);
}

/** "groq/…" under provider cerebras is a contradiction; other prefixes belong to the model's name. */
function checkPrefix(entry: RosterEntry): void {
  const slash = entry.id.indexOf("/");
  const prefix = slash < 0 ? null : entry.id.slice(0, slash);
  if (prefix === null || prefix === entry.provider || !hosted.has(prefix) || entry.provider === "openrouter") return;
  if (!hosted.has(entry.provider) || entry.model !== undefined) return;
  throw new InvalidInputError(
    `"${entry.id}": the prefix says ${prefix}, provider says ${entry.provider}; make them agree or set "model"`,
  );
}

function checkReset({ id, quotaReset }: RosterEntry): void {
  if (quotaReset === undefined || quotaReset === "rolling" || isZone(quotaReset)) return;
  throw new InvalidInputError(
    `"${id}": quota_reset "${quotaReset}" is no time zone; write one such as "America/Los_Angeles", or "rolling"`,
  );
}

function conflicts(entries: readonly RosterEntry[]): string[] {
  const faults: string[] = [];
  const ids = new Set<string>();
  for (const entry of entries) {
    if (ids.has(entry.id)) faults.push(`"${entry.id}" stands twice; ids must differ`);
    ids.add(entry.id);
  }
  return faults;
}
