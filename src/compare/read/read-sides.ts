import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";
import { fromDisk } from "../../schema/codec.ts";
import { parseDocument } from "../../schema/document.ts";
import { parseJson } from "../../schema/parse-json.ts";
import { scoredRow } from "../../schema/run/scored-row.ts";
import { runKind } from "../../schema/run.ts";
import { readText } from "../../store/documents.ts";
import { parseJournalLine, readJournalLines } from "../../store/journal-lines.ts";
import { resolveRunId } from "../../store/run-folders.ts";
import { findWorkspace, places } from "../../store/workspace.ts";
import { findDuplicate } from "../find-duplicate.ts";
import { type Measured, type Side, unknownSide, unnamedMetric } from "../side.ts";
import { isLiteral, isNumberList, jsonMetrics, listMetrics, literalMetrics } from "./json-side.ts";
import { parseCsv } from "./parse-csv.ts";
import { type ScoredLine, scoredMetrics } from "./scored-side.ts";
import { type AnswerOrigin, answerOrigin } from "./shared-answers.ts";
import { collectionSide, storedSide } from "./stored-side.ts";
import type { TableRow } from "./table.ts";
import { type TableKeys, tableMetrics } from "./table-side.ts";

export interface ReadSidesOptions {
  readonly cwd: string;
  /** Columns that hold item and cluster ids, where they have other names. */
  readonly item?: string;
  readonly cluster?: string;
}

/**
 * Reads the sides of a comparison: tables (CSV, TSV, JSONL), JSON objects of arrays, lists of numbers as they were typed,
 * runs of the workspace by id, folder or `run_scored.jsonl`, and collections by name, hash or file. `REF#key` names a
 * column, an array, a model or a subject. The same observation twice is an error that names both lines.
 */
export async function readSides(refs: readonly string[], options: ReadSidesOptions): Promise<Side[]> {
  const sides: Side[] = [];
  for (const ref of refs) {
    const side = await readSide(ref, options);
    for (const [metricId, measured] of side.metrics) {
      const twice = findDuplicate(metricId, measured.observations, side.file ?? ref);
      if (twice !== null) throw twice;
    }
    sides.push(side);
  }
  return withUniqueLabels(namedByKey(sides));
}

/** `a.csv#accuracy` beside `b.csv#accuracy`: the key is the metric, and the files are the sides. */
function namedByKey(sides: readonly Side[]): readonly Side[] {
  const key = sides[0]?.label ?? "";
  const alike = sides.every(
    ({ label, ref, metrics }) =>
      label === key && ref.endsWith(`#${key}`) && metrics.size === 1 && metrics.has(unnamedMetric),
  );
  if (!alike || sides.length < 2) return sides;
  return sides.map((side) => ({
    ...side,
    label: plainName(side.ref.slice(0, -key.length - 1)),
    metrics: new Map([[key, side.metrics.get(unnamedMetric)!]]),
  }));
}

function plainName(path: string): string {
  return basename(path).replace(/\.(?:csv|tsv|jsonl|ndjson|json)$/, "");
}

async function readSide(ref: string, options: ReadSidesOptions): Promise<Side> {
  if (isLiteral(ref) && !(await exists(resolve(options.cwd, ref)))) {
    return { ...unknownSide, ref, label: ref, hash: hash("sha256", ref), metrics: literalMetrics(ref) };
  }
  const { path, key } = await splitRef(ref, options.cwd);
  const whole = resolve(options.cwd, path);
  const found = await stat(whole).catch(() => null);
  const label = key ?? plainName(path);
  if (found?.isDirectory()) return runSide({ ref, label, folder: whole, model: key, options });
  if (found?.isFile()) return fileSide({ ref, label, file: whole, key, options });
  const workspace = /[\\/]|\.(?:csv|tsv|jsonl|ndjson|json)$/.test(path) ? null : await findWorkspace(options.cwd);
  if (workspace === null) throw noSuchSide(ref, path, whole);
  const runId = await resolveRunId(workspace, path).catch((error) => {
    if (!(error instanceof MissingFileError)) throw error;
    return error;
  });
  if (typeof runId === "string") {
    return runSide({ ref, label: key ?? runId, folder: places.run(workspace, runId), model: key, options });
  }
  refuseKeys(ref, options, "a collection");
  return storedSide({ ref, name: path, subject: key, workspace, noRun: runId });
}

function noSuchSide(ref: string, path: string, file: string): MissingFileError {
  const arm = /^[\w.-]+\/[\w.-]+$/.test(path) && !/\.[a-z]+$/.test(path);
  return new MissingFileError(`there is no "${ref}"`, {
    place: { file },
    hint: arm
      ? "No file or folder is called that. Arms of a training experiment (NAME/ARM) are not read yet: name files with their results by seed."
      : "Give a CSV, JSONL or JSON file, a list such as 0.81,0.79,0.83, or a run or baseline of a workspace (assay ls).",
  });
}

/** The part after the last # is a key, unless a file has that very name. */
async function splitRef(ref: string, cwd: string): Promise<{ path: string; key: string | null }> {
  const at = ref.lastIndexOf("#");
  if (at <= 0 || (await exists(resolve(cwd, ref)))) return { path: ref, key: null };
  return { path: ref.slice(0, at), key: ref.slice(at + 1) };
}

interface FileRequest {
  readonly ref: string;
  readonly label: string;
  readonly file: string;
  readonly key: string | null;
  readonly options: ReadSidesOptions;
}

async function fileSide({ ref, label, file, key, options }: FileRequest): Promise<Side> {
  const text = await readText(file);
  const frame = { ...unknownSide, ref, label, hash: hash("sha256", text), file };
  const keys: TableKeys = {
    ...(options.item === undefined ? {} : { item: options.item }),
    ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
    ...(key === null ? {} : { column: key }),
  };
  if (/\.json$/.test(file)) {
    const value = parseJson(text, { file });
    const tag = (value as { schema?: unknown } | null)?.schema;
    if (typeof tag === "string" && tag.startsWith("assay/"))
      return documentSide({ ref, label, file, key, options }, tag);
    if (!Array.isArray(value)) return { ...frame, metrics: jsonMetrics(value, key, file, path(ref, key)) };
    if (isNumberList(value)) return { ...frame, metrics: listMetrics(value, file) };
    const rows = value.map((cells, i): TableRow => ({ line: i + 1, cells: asObject(cells, file, i + 1) }));
    return { ...frame, ...tableMetrics(rows, file, keys) };
  }
  if (/\.(?:jsonl|ndjson)$/.test(file)) {
    const rows = jsonLines(text, file);
    const first = rows[0]?.cells;
    if (first !== undefined && "prompt_id" in first && "scorers" in first) {
      refuseKeys(ref, options, "a run");
      const run = await runFacts(dirname(file));
      return {
        ...frame,
        metrics: scoredMetrics(scoredLines(rows, file), { model: key, run, file, ref: path(ref, key) }),
        answers: await answersOf(dirname(file), key),
        measuredAt: run?.endedAt ?? null,
      };
    }
    return { ...frame, ...tableMetrics(rows, file, keys) };
  }
  return { ...frame, ...tableMetrics(parseCsv(text, file, /\.tsv$/.test(file) ? "\t" : ","), file, keys) };
}

/** A document of ours: a collection is a side, a run's record stands for its folder, and nothing else is one. */
async function documentSide({ ref, label, file, key, options }: FileRequest, tag: string): Promise<Side> {
  if (tag.startsWith("assay/run@")) return runSide({ ref, label, folder: dirname(file), model: key, options });
  if (!tag.startsWith("assay/collection@")) {
    throw new InvalidInputError(`this is "${tag.slice(0, 80)}", which holds no side of a comparison`, {
      place: { file, path: "schema" },
      hint: "Sides are runs, collections, and files with results by item or seed.",
    });
  }
  refuseKeys(ref, options, "a collection");
  return collectionSide({ ref, label, file, subject: key });
}

interface RunRequest {
  readonly ref: string;
  readonly label: string;
  readonly folder: string;
  readonly model: string | null;
  readonly options: ReadSidesOptions;
}

async function runSide({ ref, label, folder, model, options }: RunRequest): Promise<Side> {
  refuseKeys(ref, options, "a run");
  const file = join(folder, "run_scored.jsonl");
  if (!(await exists(file))) {
    const run = await exists(join(folder, "run.json"));
    throw new MissingFileError(run ? `${basename(folder)} has not been scored yet` : `${ref} is not a run`, {
      place: { file },
      hint: run ? `Score it: assay eval score ${basename(folder)}` : "Name a run as assay ls shows it, or a file.",
    });
  }
  const text = await readText(file);
  const rows = scoredLines(jsonLines(text, file), file);
  const run = await runFacts(folder);
  const metrics: Map<string, Measured> = scoredMetrics(rows, { model, run, file, ref: path(ref, model) });
  const answers = await answersOf(folder, model);
  return {
    ...unknownSide,
    ref,
    label,
    hash: hash("sha256", text),
    file,
    metrics,
    answers,
    measuredAt: run?.endedAt ?? null,
  };
}

/** Read line by line: answers with their conversations can be larger than any text that fits into memory. */
async function answersOf(folder: string, model: string | null): Promise<Side["answers"]> {
  const file = join(folder, "run.jsonl");
  if (!(await exists(file))) return [];
  const origins: AnswerOrigin[] = [];
  for await (const line of readJournalLines(file)) {
    const origin = answerOrigin(parseJournalLine(file, line) as Record<string, unknown>, model);
    if (origin !== null) origins.push(origin);
  }
  return origins;
}

/** What knows its items and clusters itself; naming columns would be ignored. */
function refuseKeys(ref: string, { item, cluster }: ReadSidesOptions, what: string): void {
  const flag = item !== undefined ? "--item" : cluster !== undefined ? "--cluster" : null;
  if (flag === null) return;
  throw new InvalidInputError(`${flag} names a column of a table, and ${ref} is ${what}`, {
    place: { path: flag },
    hint: `Leave ${flag} out: ${what} records its items and clusters itself.`,
  });
}

function path(ref: string, key: string | null): string {
  return key === null ? ref : ref.slice(0, -key.length - 1);
}

async function runFacts(folder: string) {
  const file = join(folder, "run.json");
  return (await exists(file)) ? parseDocument(runKind, await readText(file), file) : null;
}

function scoredLines(rows: readonly TableRow[], file: string): ScoredLine[] {
  return rows.map(({ cells, line }) => ({ ...fromDisk(scoredRow, cells, { file, line }), line }));
}

function jsonLines(text: string, file: string): TableRow[] {
  return text.split("\n").flatMap((part, i): TableRow[] => {
    if (part.trim() === "") return [];
    const place = { file, line: i + 1 };
    return [{ line: i + 1, cells: asObject(parseJson(part, place), file, i + 1) }];
  });
}

function asObject(value: unknown, file: string, line: number): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new InvalidInputError("an object was expected, one a row", { place: { file, line } });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Two sides of one label go by their whole names, and two of one name by their place too. */
function withUniqueLabels(sides: readonly Side[]): Side[] {
  const shared = (list: readonly string[], text: string) => list.filter((other) => other === text).length > 1;
  const labels = sides.map(({ label }) => label);
  const refs = sides.map(({ ref }) => ref);
  return sides.map((side, i) => {
    if (!shared(labels, side.label)) return side;
    return { ...side, label: shared(refs, side.ref) ? `${side.ref} (${i + 1})` : side.ref };
  });
}
