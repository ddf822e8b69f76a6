import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { adjustPValues } from "../../../stats/multiplicity/adjust-p-values.ts";
import { chiSquareSurvival } from "../../../stats/special/chi-square.ts";
import type { ExtractedTable } from "../extract.ts";
import { maskView } from "../masked-view.ts";
import { chooseTransform } from "../working-space/choose-transform.ts";
import { type OddCell, oddCells } from "./find-anomalies.ts";

export const anomalyKinds = ["residual", "conflict", "mixed_scale", "copied", "range", "row"] as const;
export type AnomalyKind = (typeof anomalyKinds)[number];

/** Something to check; one row of `anomalies.csv`. What a kind does not have is null. */
export interface Anomaly {
  readonly modelId: string | null;
  readonly benchmarkId: string | null;
  readonly value: number | null;
  readonly expected: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly z: number | null;
  readonly p: number | null;
  readonly q: number | null;
  readonly kind: AnomalyKind;
  readonly source: string | null;
  readonly hint: string;
}

export interface AnomalyReport {
  /** Residuals by ascending p, then the other kinds. */
  readonly rows: readonly Anomaly[];
  /** Every cell that could be judged, by ascending p. */
  readonly cells: readonly OddCell[];
  /** Cells on benchmarks or of models with too few scores to judge by. */
  readonly notJudged: number;
  readonly level: number;
}

/** False discovery rate at which residuals and rows are listed, by default. */
export const defaultDiscovery = 0.1;

export function findAnomalies(
  { table, extraction }: ExtractedTable,
  { level = defaultDiscovery, exact = false }: { readonly level?: number; readonly exact?: boolean } = {},
): AnomalyReport {
  const cells = oddCells(maskView(table), { exact }).toSorted((a, b) => a.p - b.p || Math.abs(b.z) - Math.abs(a.z));
  const sources = new Map(table.cells.map((cell) => [`${cell.model} ${cell.benchmark}`, cell.source]));
  const rows: Anomaly[] = [
    ...cells.filter(({ q }) => q <= level).map((odd) => residualRow(odd, table, sources)),
    ...extraction.duplicates
      .filter(({ kind }) => kind === "conflict")
      .map(({ modelId, benchmarkId, values, kept, sources: from }) => ({
        ...blank("conflict", `sources say ${values.join(" and ")}: which setting does each report?`),
        modelId,
        benchmarkId,
        value: kept,
        source: from.filter((one) => one !== null).join(" ") || null,
      })),
    ...extraction.issues
      .filter(({ code }) => code === "mixed_scale")
      .map(({ benchmarkId, detail }) => ({
        ...blank("mixed_scale", `${detail}; read with --rescale if shares and percentages are mixed`),
        benchmarkId,
      })),
    ...copied(cells, table, sources),
    ...outOfRange(table, sources),
    ...oddRows(cells, table, level),
  ];
  return { rows, cells, notJudged: table.cells.length - cells.length, level };
}

type Sources = ReadonlyMap<string, string | null>;

function residualRow(odd: OddCell, table: ScoreTable, sources: Sources): Anomaly {
  const { cell, value, expected, low, high, z, p, q } = odd;
  const side = z > 0 ? "higher" : "lower";
  return {
    modelId: table.models[cell.model]!.id,
    benchmarkId: table.benchmarks[cell.benchmark]!.id,
    value,
    expected,
    low,
    high,
    z,
    p,
    q,
    kind: "residual",
    source: sources.get(`${cell.model} ${cell.benchmark}`) ?? null,
    hint: `check: ${side} than the other scores of the model and the benchmark say (another setting, a typing error, or real)`,
  };
}

function blank(kind: AnomalyKind, hint: string): Anomaly {
  return {
    modelId: null,
    benchmarkId: null,
    value: null,
    expected: null,
    low: null,
    high: null,
    z: null,
    p: null,
    q: null,
    kind,
    source: null,
    hint: `check: ${hint}`,
  };
}

/** A score with decimals that stands under another benchmark of the model too, and does not fit where it stands. */
function copied(cells: readonly OddCell[], table: ScoreTable, sources: Sources): Anomaly[] {
  const byModel = Map.groupBy(table.cells, ({ model }) => model);
  return cells.flatMap((odd) => {
    const { cell, value } = odd;
    if (Number.isInteger(value) || Math.abs(odd.z) < 2) return [];
    const twin = byModel.get(cell.model)!.find((other) => other.benchmark !== cell.benchmark && other.value === value);
    if (twin === undefined) return [];
    const name = table.benchmarks[twin.benchmark]!.id;
    return [
      {
        ...residualRow(odd, table, sources),
        kind: "copied" as const,
        hint: `check: the same figure as on ${name}; copied by mistake?`,
      },
    ];
  });
}

/** Scores beyond the declared range, or beyond 0 to 100 where all others are percentages. */
function outOfRange(table: ScoreTable, sources: Sources): Anomaly[] {
  const columns = Map.groupBy(table.cells, ({ benchmark }) => benchmark);
  return table.cells.flatMap((cell) => {
    const { model, benchmark, value } = cell;
    const entry = table.benchmarks[benchmark]!;
    const others = columns
      .get(benchmark)!
      .filter((other) => other !== cell)
      .map((other) => other.value);
    const scale = chooseTransform(entry, others);
    const limits = entry.range ?? (scale.kind === "proportion" ? { low: 0, high: 100 / scale.unit } : null);
    if (limits === null || others.length < 3 || (value >= limits.low && value <= limits.high)) return [];
    return [
      {
        ...blank("range", `outside ${limits.low} to ${limits.high}`),
        modelId: table.models[model]!.id,
        benchmarkId: entry.id,
        value,
        source: sources.get(`${model} ${benchmark}`) ?? null,
      },
    ];
  });
}

/** Models whose scores as a whole scatter more around what is expected than others' do. */
function oddRows(cells: readonly OddCell[], table: ScoreTable, level: number): Anomaly[] {
  const rows = [...Map.groupBy(cells, ({ cell }) => cell.model)].filter(([, own]) => own.length >= 5);
  const p = rows.map(([, own]) =>
    chiSquareSurvival(
      own.reduce((sum, { z }) => sum + z * z, 0),
      own.length,
    ),
  );
  const q = adjustPValues(p, { method: "bh" });
  return rows.flatMap(([model, own], i) => {
    if (q[i]! > level) return [];
    const mean = own.reduce((sum, { z }) => sum + z, 0) / own.length;
    return [
      {
        ...blank(
          "row",
          `its ${own.length} scores scatter more than those of other models (mean ${mean >= 0 ? "+" : "−"}${Math.abs(mean).toFixed(1)} sd): other settings, or contamination?`,
        ),
        modelId: table.models[model]!.id,
        z: mean * Math.sqrt(own.length),
        p: p[i]!,
        q: q[i]!,
      },
    ];
  });
}
