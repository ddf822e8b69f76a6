import { z } from "zod";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { fromDisk } from "../../../schema/codec.ts";
import { parseJson, placeInJson } from "../../../schema/parse-json.ts";
import type { ScoreTable, TableBenchmark, TableCell, TableModel } from "../../../sources/score-table/score-table.ts";
import { findBenchmark, findModel } from "./find-names.ts";

const score = z.number();

/** A model that is not in the table yet, with what is known of it. */
export type NewModel = z.output<typeof newModelSchema>;
const newModelSchema = z.strictObject({
  id: z.string().min(1).optional(),
  name: z.string().min(1),
  provider: z.string().nullish(),
  releaseDate: z.iso.date().nullish(),
  paramsTotalM: z.number().positive().nullish().describe("In millions."),
  paramsActiveM: z.number().positive().nullish().describe("In millions."),
  isReasoning: z.boolean().nullish(),
  openWeights: z.boolean().nullish(),
  scores: z.record(z.string(), score).default({}).describe("By benchmark id or name."),
});

/** A benchmark that is not in the table yet. */
export type NewBenchmark = z.output<typeof newBenchmarkSchema>;
const newBenchmarkSchema = z.strictObject({
  name: z.string().min(1),
  category: z.string().nullish(),
  metric: z.string().nullish(),
  range: z.tuple([z.number(), z.number()]).nullish(),
  scores: z.record(z.string(), score).default({}).describe("By model id or name."),
});

export function parseNewModel(text: string, file: string): NewModel {
  return fromDisk(newModelSchema, withUnitsInLowerCase(parseJson(text, { file })), placeInJson(file, text));
}

/** Files of scores write the unit of these keys as a capital, and a model copied out of one is to be read as it is. */
function withUnitsInLowerCase(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, own]) => [key.replace(/^(params_\w+)_M$/, "$1_m"), own] as const);
  return Object.fromEntries(entries);
}

export function parseNewBenchmark(text: string, file: string): NewBenchmark {
  return fromDisk(newBenchmarkSchema, parseJson(text, { file }), placeInJson(file, text));
}

/** The table with one more row. Throws InvalidInputError for a benchmark it does not know. */
export function withModel(table: ScoreTable, added: NewModel): { readonly table: ScoreTable; readonly model: number } {
  const model = table.models.length;
  const row: TableModel = {
    id: freeId(added.id ?? added.name, table.models),
    name: added.name,
    provider: added.provider ?? null,
    releaseDate: added.releaseDate ?? null,
    releaseDatePrecision: added.releaseDate ? "day" : null,
    parametersTotalM: added.paramsTotalM ?? null,
    parametersActiveM: added.paramsActiveM ?? null,
    isReasoning: added.isReasoning ?? null,
    openWeights: added.openWeights ?? null,
  };
  const cells = Object.entries(added.scores).map(([name, value]) => cellAt(model, findBenchmark(table, name), value));
  return { table: { ...table, models: [...table.models, row], cells: inOrder(table.cells, cells) }, model };
}

/** The table with one more column. Throws InvalidInputError for a model it does not know. */
export function withBenchmark(
  table: ScoreTable,
  added: NewBenchmark,
): { readonly table: ScoreTable; readonly benchmark: number } {
  const benchmark = table.benchmarks.length;
  const column: TableBenchmark = {
    id: freeId(added.name, table.benchmarks),
    name: added.name,
    category: added.category ?? null,
    metric: added.metric ?? null,
    itemCount: null,
    range: added.range ? { low: added.range[0], high: added.range[1] } : null,
    direction: null,
    cost: null,
  };
  const cells = Object.entries(added.scores).map(([name, value]) => cellAt(findModel(table, name), benchmark, value));
  return {
    table: { ...table, benchmarks: [...table.benchmarks, column], cells: inOrder(table.cells, cells) },
    benchmark,
  };
}

function freeId(name: string, taken: readonly { readonly id: string; readonly name: string }[]): string {
  const clash = taken.find((entry) => entry.id === name || entry.name === name);
  if (clash === undefined) return name;
  throw new InvalidInputError(`"${name}" is already in the table, as ${clash.id}`, {
    hint: "Give the new one a name of its own, or ask for the known one with --model or --benchmark.",
  });
}

function cellAt(model: number, benchmark: number, value: number): TableCell {
  return { model, benchmark, value, standardError: null, source: null, date: null, setting: null, status: null };
}

function inOrder(cells: readonly TableCell[], added: readonly TableCell[]): TableCell[] {
  const seen = new Set<number>();
  for (const { model, benchmark } of added) {
    const key = model * 1e6 + benchmark;
    if (seen.has(key)) throw new InvalidInputError("a benchmark is given twice, by id and by name", {});
    seen.add(key);
  }
  return [...cells, ...added].toSorted((a, b) => a.model - b.model || a.benchmark - b.benchmark);
}
