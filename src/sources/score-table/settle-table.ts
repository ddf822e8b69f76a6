import { NoScoresError } from "../../errors/score-table-errors.ts";
import type { MatrixExtraction } from "../../schema/matrix-extraction.ts";
import { type Axis, benchmarkAxis, modelAxis } from "./axis.ts";
import { findMixedScales } from "./cells/mixed-scale.ts";
import type { ScoreRows } from "./cells/score-rows.ts";
import {
  type DuplicatedCell,
  type DuplicatePolicy,
  type PlacedScores,
  refuseDuplicates,
  settleCells,
} from "./cells/settle-cells.ts";
import { dropsZero, zeroEntries } from "./cells/zeros.ts";
import type { ExtractOptions } from "./extract-options.ts";
import { keptByName } from "./name-filter.ts";
import type { ScoreTable, TableBenchmark, TableModel } from "./score-table.ts";
import type { ChosenReading } from "./shapes/choose-reading.ts";
import { columnFacts } from "./shapes/column-facts.ts";
import type { RecordSet } from "./shapes/record-set.ts";

type Decision = MatrixExtraction["decisions"][number];
type Issue = MatrixExtraction["issues"][number];

interface Unsettled {
  readonly sets: readonly RecordSet[];
  readonly chosen: ChosenReading;
  readonly rows: ScoreRows;
  readonly options: ExtractOptions;
  readonly place: { readonly file: string };
}

/** A table with one score a cell, and what was decided on the way. */
export interface SettledTable {
  readonly table: ScoreTable;
  readonly scores: PlacedScores;
  readonly policy: DuplicatePolicy;
  readonly duplicates: readonly DuplicatedCell[];
  /** Entries that are 0, dropped or not. */
  readonly zeros: readonly number[];
  readonly orphans: { readonly models: readonly string[]; readonly benchmarks: readonly string[] };
  readonly decisions: readonly Decision[];
  readonly issues: readonly Issue[];
}

/** Joins, filters, rescales and settles the scores of a reading. Errors: too few lines, nothing left, `--duplicates error`. */
export function settleTable({ sets, chosen, rows, options, place }: Unsettled): SettledTable {
  const decisions: Decision[] = chosen.decisions.map((decision) => ({ ...decision, affected: rows.value.length }));
  const issues: Issue[] = [];
  const axes = axesOf(chosen, rows, sets);
  decisions.push(...joins(axes));
  const aside = chosen.reading.aside ?? [];
  if (aside.length > 0) {
    const why = "columns of numbers whose headings are those of facts; --map takes them all";
    decisions.push({ step: "columns", choice: `not scores: ${aside.join(", ")}`, why, affected: aside.length });
  }
  const keep = {
    models: keptByName(axes.models.entries, {
      include: options.includeModels ?? [],
      exclude: options.excludeModels ?? [],
      what: "model",
    }),
    benchmarks: keptByName(axes.benchmarks.entries, {
      include: options.includeBenchmarks ?? [],
      exclude: options.excludeBenchmarks ?? [],
      what: "benchmark",
    }),
  };
  const positions = { models: positionsOf(keep.models), benchmarks: positionsOf(keep.benchmarks) };
  const models = axes.models.entries.filter((_, at) => keep.models[at]);
  const benchmarks = axes.benchmarks.entries.filter((_, at) => keep.benchmarks[at]);
  if (models.length < 3 || benchmarks.length < 2) {
    throw new NoScoresError(
      `${models.length} models and ${benchmarks.length} benchmarks are too few: at least 3 and 2 are needed`,
      { place, hint: "Check --include and --exclude, or read the file another way with --map." },
    );
  }
  const filtered = keep.models.includes(false) || keep.benchmarks.includes(false);
  const sides = chosen.modelsFirst ? [rows.first, rows.second] : [rows.second, rows.first];
  const model = placed(sides[0]!.of, axes.models.to, positions.models);
  const benchmark = placed(sides[1]!.of, axes.benchmarks.to, positions.benchmarks);
  const value = rescaled({ model, benchmark, value: rows.value, benchmarks, options, issues, decisions });
  const text: PlacedScores["text"] = (key, entry) => {
    const column = rows[key];
    const at = column?.of[entry] ?? -1;
    return at === -1 ? null : column!.names[at]!;
  };
  const status = options.status ?? null;
  const outside = (entry: number): boolean =>
    model[entry] === -1 ||
    benchmark[entry] === -1 ||
    (status !== null && !status.includes(text("status", entry) ?? ""));
  const zeros = zeroEntries(value, outside);
  const droppedZeros = new Set(zeros.filter((entry) => dropsZero(options.zeros ?? "keep", text, entry)));
  const policy = options.duplicates ?? "mean";
  const dropped = (entry: number): boolean => outside(entry) || droppedZeros.has(entry);
  const scores: PlacedScores = { model, benchmark, value, standardError: rows.standardError, text, dropped };
  const { cells, duplicates } = settleCells(scores, benchmarks.length, policy);
  if (cells.length === 0) {
    throw new NoScoresError("no score is left after --status, --zeros and the filters", {
      place,
      hint:
        status === null ? "Loosen the filters." : `Statuses in the file: ${rows.status?.names.join(", ") || "none"}.`,
    });
  }
  if (policy === "error")
    refuseDuplicates(duplicates, (cell) => `${models[cell.model]!.id}/${benchmarks[cell.benchmark]!.id}`, place.file);

  if (filtered || status !== null) {
    let left = 0;
    for (let entry = 0; entry < value.length; entry++) if (outside(entry)) left++;
    decisions.push({ step: "filters", choice: "left out", why: "--include, --exclude and --status", affected: left });
  }
  const conflicts = duplicates.filter(({ kind }) => kind === "conflict").length;
  decisions.push(
    {
      step: "duplicates",
      choice: policy,
      why: `${duplicates.length} cells have more than one score: ${duplicates.length - conflicts} agree, ${conflicts} do not`,
      affected: duplicates.length,
    },
    {
      step: "zeros",
      choice: options.zeros ?? "keep",
      why: droppedZeros.size === 0 ? "a measured 0 is a score" : `${droppedZeros.size} zeros were taken for missing`,
      affected: zeros.length,
    },
  );
  if (conflicts >= Math.max(5, cells.length / 5)) issues.push(manyConflicts(conflicts, chosen.reading));
  if (rows.rejectedCount > 0) {
    decisions.push({
      step: "non-numbers",
      choice: "left out",
      why: "entries that are neither a number nor a word for missing",
      affected: rows.rejectedCount,
    });
  }
  return {
    table: { models, benchmarks, cells },
    scores,
    policy,
    duplicates,
    zeros,
    orphans: { models: axes.models.orphans, benchmarks: axes.benchmarks.orphans },
    decisions,
    issues,
  };
}

/** A column that was not used may be part of what a benchmark is: a metric, a split. */
function manyConflicts(affected: number, { set, cells, second }: ChosenReading["reading"]): Issue {
  const taken = cells.kind === "long" ? [cells.first, ...cells.second, cells.score] : [cells.id];
  const others = columnFacts(set).filter(
    ({ column, distinct, text, links }) =>
      !taken.includes(column) && distinct > 1 && distinct <= 50 && text > 0.9 && links < 0.5,
  );
  const named = others.slice(0, 3).map(({ key }) => key);
  const hint =
    named.length === 0 ? "" : `; if ${named.join(" or ")} tells them apart: --map …,benchmark=${second}+${named[0]},…`;
  return {
    code: "many_conflicts",
    benchmarkId: null,
    detail: `${affected} cells have scores that differ${hint}`,
    affected,
  };
}

interface Axes {
  readonly models: Axis<TableModel>;
  readonly benchmarks: Axis<TableBenchmark>;
}

function axesOf({ reading, modelsFirst }: ChosenReading, rows: ScoreRows, sets: readonly RecordSet[]): Axes {
  const { cells } = reading;
  const columns =
    cells.kind === "long"
      ? [cells.first, ...cells.second, cells.score]
      : [cells.id, ...cells.values.map((entry) => entry.column)];
  const first = { side: rows.first, twins: reading.firstNames ?? [] };
  const second = { side: rows.second, twins: reading.secondNames ?? [] };
  const [model, benchmark] = modelsFirst ? [first, second] : [second, first];
  // Files that declare their format say all they know in their own records.
  const declared = reading.shape === "every-eval-ever" || reading.shape === "assay";
  const common = { reading, taken: new Set(columns), sets: declared ? [] : sets };
  return { models: modelAxis({ ...model, ...common }), benchmarks: benchmarkAxis({ ...benchmark, ...common }) };
}

function joins({ models, benchmarks }: Axes): Decision[] {
  return [
    { what: "models", axis: models },
    { what: "benchmarks", axis: benchmarks },
  ].flatMap(({ what, axis }) =>
    axis.sibling === null
      ? []
      : [
          {
            step: `join ${what}`,
            choice: axis.sibling,
            why: `it lists ${axis.entries.length - axis.orphans.length} of ${axis.entries.length} ${what}; the others are kept as they are called`,
            affected: axis.orphans.length,
          },
        ],
  );
}

/** Plain loops here and below: a million entries through iterators are a million short-lived objects. */
function placed(of: Int32Array, to: Int32Array, positions: Int32Array): Int32Array {
  const found = new Int32Array(of.length);
  for (let entry = 0; entry < of.length; entry++) found[entry] = positions[to[of[entry]!]!]!;
  return found;
}

function positionsOf(keep: readonly boolean[]): Int32Array {
  let next = 0;
  return Int32Array.from(keep, (kept) => (kept ? next++ : -1));
}

function rescaled(from: {
  readonly model: Int32Array;
  readonly benchmark: Int32Array;
  readonly value: Float64Array;
  readonly benchmarks: readonly TableBenchmark[];
  readonly options: ExtractOptions;
  readonly issues: Issue[];
  readonly decisions: Decision[];
}): Float64Array {
  const mixed = findMixedScales(from.benchmark, from.value, from.benchmarks.length);
  for (const { benchmark, entries } of mixed) {
    const { id } = from.benchmarks[benchmark]!;
    const fate = from.options.rescale
      ? "multiplied by 100, as --rescale asks"
      : "left as they are; --rescale multiplies them by 100";
    const detail = `${entries.length} scores between 0 and 1 among scores up to 100, ${fate}`;
    from.issues.push({ code: "mixed_scale", benchmarkId: id, detail, affected: entries.length });
  }
  if (from.options.rescale !== true || mixed.length === 0) return from.value;
  const value = from.value.slice();
  for (const { entries } of mixed) for (const entry of entries) value[entry]! *= 100;
  const affected = mixed.reduce((sum, { entries }) => sum + entries.length, 0);
  from.decisions.push({
    step: "units",
    choice: "× 100",
    why: "--rescale, on benchmarks that mix 0–1 and 0–100",
    affected,
  });
  return value;
}
