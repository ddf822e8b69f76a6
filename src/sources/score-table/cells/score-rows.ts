import { describePlace } from "../../../errors/assay-error.ts";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { cellFact } from "../roles/fact-roles.ts";
import type { Reading } from "../shapes/candidate.ts";
import { cellsOfRow, nameOf } from "../shapes/each-cell.ts";
import { type Growing, growingFloats, growingInts } from "./growing.ts";
import { type NameIndex, nameIndex } from "./name-index.ts";
import { parseDate } from "./parse-date.ts";
import { parseScore } from "./parse-score.ts";

/** All scores of a reading as columns, one entry a score, in the order read. Sides are named by number. */
export interface ScoreRows {
  readonly records: number;
  readonly first: Side;
  readonly second: Side;
  readonly value: Float64Array;
  /** NaN where none is told. */
  readonly standardError: Float64Array | null;
  /** −1 where none is told. */
  readonly source: TextColumn | null;
  readonly date: TextColumn | null;
  readonly setting: TextColumn | null;
  readonly status: TextColumn | null;
  readonly rejected: readonly RejectedScore[];
  readonly rejectedCount: number;
}

export interface Side {
  readonly names: readonly string[];
  readonly of: Int32Array;
  /** The record in which each name was first seen. */
  readonly firstRows: readonly (readonly unknown[])[];
}

export interface TextColumn {
  readonly names: readonly string[];
  readonly of: Int32Array;
}

export interface RejectedScore {
  readonly where: string;
  readonly value: string;
  readonly why: string;
}

/** Columns that say more about a cell, by number; absent ones are not in the file. */
export interface CellColumns {
  readonly standardError?: number;
  readonly source?: number;
  readonly date?: number;
  readonly setting?: number;
  readonly status?: number;
}

const shownRejects = 1_000;

/** Reads all scores of a reading. An infinite score is an error; what is no number is listed and left out. */
export async function readScoreRows(reading: Reading, extra: CellColumns): Promise<ScoreRows> {
  const keep = reading.set.kind === "table" ? ownCopy : (row: readonly unknown[]) => row;
  const first = side(keep);
  const second = side(reading.cells.kind === "long" ? keep : () => []);
  const value = growingFloats();
  let standardError: Growing<Float64Array> | null = null;
  const texts = (["source", "date", "setting", "status"] as const).map((key) => ({
    key,
    column: extra[key],
    index: nameIndex(),
    of: growingInts(),
  }));
  const told = texts.filter((text) => text.column !== undefined);
  const rejected: RejectedScore[] = [];
  let [records, rejectedCount] = [0, 0];
  const reject = (raw: unknown, why: string, file: number, at: number, column: number): void => {
    rejectedCount++;
    if (rejected.length >= shownRejects) return;
    rejected.push({ where: describePlace(reading.set.placeOf({ file, at }, column)), value: shown(raw), why });
  };
  await reading.set.each((row, rowFile, rowAt) => {
    records++;
    cellsOfRow(reading, row, rowFile, rowAt, (firstName, secondName, raw, cells, file, at, column) => {
      const parsed = parseScore(raw);
      // Lines and columns without a single score are still part of the table.
      const [firstAt, secondAt] = [first.at(firstName, cells), second.at(secondName, cells)];
      if (parsed.kind === "missing") return;
      if (parsed.kind === "infinite") {
        throw new InvalidInputError("this score is infinite", {
          place: reading.set.placeOf({ file, at }, column),
          hint: "Leave it empty, or write the number that was measured.",
        });
      }
      if (parsed.kind === "rejected") return reject(raw, parsed.why, file, at, column);
      if (firstAt === -1 || secondAt === -1) return reject(raw, "its model or benchmark has no name", file, at, column);
      first.of.push(firstAt);
      second.of.push(secondAt);
      value.push(parsed.value);
      const error = extra.standardError === undefined ? null : parseScore(cells[extra.standardError]);
      const se = error?.kind === "number" ? error.value : parsed.standardError;
      if (se !== null && standardError === null) {
        standardError = growingFloats();
        for (let before = 1; before < value.view().length; before++) standardError.push(Number.NaN);
      }
      standardError?.push(se ?? Number.NaN);
      for (const text of told) text.of.push(text.index.at(textOf(cells[text.column!])));
    });
  });
  const column = (key: (typeof texts)[number]["key"]): TextColumn | null => {
    const text = told.find((entry) => entry.key === key);
    if (text === undefined) return null;
    return { names: text.index.names.map((name) => settledText(key, name)), of: text.of.view() };
  };
  return {
    records,
    first: first.done(),
    second: second.done(),
    value: value.view(),
    standardError: (standardError as Growing<Float64Array> | null)?.view() ?? null,
    source: column("source"),
    date: column("date"),
    setting: column("setting"),
    status: column("status"),
    rejected,
    rejectedCount,
  };
}

/** The columns of a reading that say more about a cell; only records of one score have them. */
export function cellColumns({ set, cells, firstNames, secondNames }: Reading): CellColumns {
  if (cells.kind !== "long") return {};
  const taken = new Set([cells.first, ...cells.second, cells.score, ...(firstNames ?? []), ...(secondNames ?? [])]);
  const found: Record<string, number> = {};
  for (const [column, key] of set.columns.entries()) {
    if (taken.has(column)) continue;
    const fact = cellFact(key);
    if (fact !== null && !(fact in found) && !/release/i.test(key)) found[fact] = column;
  }
  return found;
}

function textOf(raw: unknown): string {
  return typeof raw === "boolean" ? String(raw) : nameOf(raw);
}

/** Once a name, not once a row. */
function settledText(key: string, text: string): string {
  if (key === "date") return parseDate(text)?.date ?? text;
  if (key !== "status") return text;
  return text === "true" ? "verified" : text === "false" ? "unverified" : text;
}

interface GrowingSide {
  at(name: string, row: readonly unknown[]): number;
  readonly of: Growing<Int32Array>;
  done(): Side;
}

/** Fields cut from a chunk of a file would keep the whole chunk alive. */
function ownCopy(row: readonly unknown[]): readonly unknown[] {
  return row.map((cell) => (typeof cell === "string" ? Buffer.from(cell, "utf8").toString("utf8") : cell));
}

function side(keep: (row: readonly unknown[]) => readonly unknown[]): GrowingSide {
  const index: NameIndex = nameIndex();
  const of = growingInts();
  const firstRows: (readonly unknown[])[] = [];
  return {
    of,
    at: (name, row) => {
      const found = index.at(name);
      if (found === firstRows.length) firstRows.push(keep(row));
      return found;
    },
    done: () => ({ names: index.names, of: of.view(), firstRows }),
  };
}

function shown(raw: unknown): string {
  const text = typeof raw === "string" ? raw : (JSON.stringify(raw) ?? String(raw));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
