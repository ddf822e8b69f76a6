import type { Pair } from "../../compare/align.ts";
import type { Compared } from "../../compare/compare.ts";
import { type ForestRow, forestPlot, type Span } from "../../report/pictures/forest-plot.ts";
import { heatMap } from "../../report/pictures/heat-map.ts";
import type { Picture } from "../../report/pictures/picture.ts";
import { replicateHistogram } from "../../report/pictures/replicate-histogram.ts";
import { scatterPlot } from "../../report/pictures/scatter-plot.ts";
import { sequentialBoundary } from "../../report/pictures/sequential-boundary.ts";
import type { Comparison, ComparisonRow } from "../../schema/report/comparison.ts";
import { figuresOf } from "./row-words.ts";

/** Rows that are drawn in full as pairs; a comparison of very many metrics has its forest. */
const mostPairPlots = 6;

/** What pictures need besides the record: a list a row. */
export type DrawnEvidence = Pick<Compared, "pairs" | "replicates">;

/**
 * A forest plot per unit, the path of a sequential plan, for paired rows each pair and how its difference goes with its
 * size, and for resampled rows the replicates.
 */
export function comparisonPictures(comparison: Comparison, { pairs, replicates }: DrawnEvidence): Picture[] {
  const units = Map.groupBy(comparison.rows, (row) => figuresOf(row).unit);
  const forests = [...units.values()].map((rows, i) => forest(rows, i, comparison.rows.length));
  const scatters = comparison.rows
    .map((row, i) => ({ row, pairs: pairs[i] ?? [] }))
    .filter(({ row, pairs: own }) => (row.pairing?.used ?? "none") !== "none" && own.length > 2)
    .slice(0, mostPairPlots)
    .map(({ row, pairs: own }, i) => (isBinary(own) ? agreementTable(row, own, i) : pairPlot(row, own, i)));
  // The interval of a look holds at every look; replicates of a single one would suggest another.
  const histograms = comparison.rows
    .flatMap((row, i) => {
      const own = comparison.sequential === undefined ? (replicates[i] ?? null) : null;
      return own === null || row.delta === null ? [] : [{ row, own }];
    })
    .slice(0, mostPairPlots)
    .map(({ row, own }, i) => replicatePicture(row, own, i));
  return [
    ...forests,
    ...(comparison.sequential === undefined ? [] : [lookPicture(comparison)]),
    ...scatters,
    ...histograms,
  ];
}

function replicatePicture(row: ComparisonRow, replicates: ArrayLike<number>, index: number): Picture {
  const { factor, unit } = figuresOf(row);
  const own = [row.ci, row.ciSecond].find((limits) => limits?.resamples !== undefined) ?? row.ci;
  const other = own === row.ci ? row.ciSecond : row.ci;
  const level = (limits: ComparisonRow["ci"]) => `${Math.round((limits?.level ?? 0.95) * 100)} % interval`;
  const title = `${row.metricId}: replicates of ${row.subject} − ${row.reference}`;
  return replicateHistogram({
    name: index === 0 ? "replicates" : `replicates-${index + 1}`,
    title,
    subtitle: `What drawing the sample anew ${replicates.length} times made of the difference.`,
    alt: `${title}: ${replicates.length} of them.`,
    axisLabel: unit === "" ? "difference" : `difference in ${unit}`,
    replicates: Array.from(replicates, (value) => value * factor),
    estimate: row.delta! * factor,
    limits: span(own, factor),
    second: span(other, factor),
    names: {
      estimate: "difference",
      limits: `${level(own)}, ${own?.method ?? ""}`,
      second: `${level(other)}, ${other?.method ?? ""}`,
    },
    simulated: false,
  });
}

function lookPicture({ sequential, rows }: Comparison): Picture {
  const { looks, ahead, analysis } = sequential!;
  const last = looks.at(-1)!;
  const title = `Look ${looks.length} at ${rows[0]!.metricId}`;
  return sequentialBoundary({
    name: "boundary",
    title: analysis === "post-hoc" ? `${title} (post hoc)` : title,
    subtitle: `${(100 * last.fraction).toFixed(0)} % of the planned information. Crossing into the hatched area stops; until then any look may be taken.`,
    alt: `${title}: z ${last.z.toFixed(2)}, boundary ${last.boundary?.toFixed(2) ?? "not yet there"}: ${last.decision}.`,
    looks: [...looks, ...ahead.map(({ fraction, boundary }) => ({ fraction, boundary, z: null }))],
    simulated: false,
  });
}

function forest(rows: readonly ComparisonRow[], index: number, all: number): Picture {
  const { factor, unit } = figuresOf(rows[0]!);
  const level = rows.find(({ ci }) => ci !== null)?.ci?.level ?? 0.95;
  const floors = [...new Set(rows.map(({ minEffect, margin }) => margin ?? minEffect))];
  const floor = floors.length === 1 ? (floors[0] ?? null) : null;
  const first = rows[0]!;
  const title =
    all === 1 ? `${first.metricId}: ${first.subject} − ${first.reference}` : "Differences from the reference";
  return forestPlot({
    name: index === 0 ? "forest" : `forest-${index + 1}`,
    title,
    subtitle: "Right of zero: the subject's value is larger. Each line is an interval of the difference.",
    alt: `${title}. ${rows.map((row) => `${row.metricId}, ${row.subject}: ${row.verdict}`).join("; ")}.`,
    axisLabel: unit === "" ? "difference" : `difference in ${unit}`,
    rows: rows.map(
      (row): ForestRow => ({
        label: `${row.metricId}, ${row.subject}`,
        value: row.delta === null ? null : row.delta * factor,
        interval: span(row.ci, factor),
        second: span(row.ciSecond, factor),
        bounds: span(row.bounds, factor),
        reason: row.reason === null ? null : row.verdict,
      }),
    ),
    minEffect: floor === null ? null : floor * factor,
    names: {
      interval: `${Math.round(level * 100)} % interval`,
      second: "by a second method",
      bounds: "bounds of what is missing",
      minEffect: rows[0]!.margin === null ? "smallest effect of interest" : "margin",
    },
    simulated: false,
  });
}

function span(limits: { low: number | null; high: number | null } | null, factor: number): Span | null {
  return limits?.low == null || limits.high == null ? null : [limits.low * factor, limits.high * factor];
}

function isBinary(pairs: readonly Pair[]): boolean {
  return pairs.every(({ subject, reference }) => [0, 1].includes(subject) && [0, 1].includes(reference));
}

/** Four dots would hide how many items stand behind each: right and wrong are counted instead. */
function agreementTable(row: ComparisonRow, pairs: readonly Pair[], index: number): Picture {
  const count = (subject: number, reference: number) => {
    const value = pairs.filter((pair) => pair.subject === subject && pair.reference === reference).length;
    return { value, text: String(value) };
  };
  const title = `${row.metricId}: item by item`;
  const cells = [1, 0].map((subject) => [1, 0].map((reference) => count(subject, reference)));
  const only = [cells[0]![1]!.value, cells[1]![0]!.value];
  return heatMap({
    name: index === 0 ? "pairs" : `pairs-${index + 1}`,
    title,
    subtitle: `How many of ${pairs.length} items are 1 or 0 on each side. Only where the sides differ is there evidence: ${only[0]} for ${row.subject}, ${only[1]} for ${row.reference}.`,
    alt: `${title}: 1 for ${row.subject} alone ${only[0]}, for ${row.reference} alone ${only[1]}, of ${pairs.length}.`,
    rows: [`${row.subject} 1`, `${row.subject} 0`],
    columns: [
      { label: "1", group: row.reference },
      { label: "0", group: row.reference },
    ],
    cells,
    scale: { kind: "sequential", limit: Math.max(1, ...cells.flat().map(({ value }) => value)) },
    names: { low: "no item", high: "most items", missing: "none" },
    simulated: false,
  });
}

function pairPlot(row: ComparisonRow, pairs: readonly Pair[], index: number): Picture {
  const by = row.pairing!.used === "seed" ? "seed" : "item";
  const group = `one ${by}`;
  const r = row.pairing!.r === null ? "" : ` Correlation ${row.pairing!.r.toFixed(2)}.`;
  const title = `${row.metricId}: pair by pair`;
  return scatterPlot({
    name: index === 0 ? "pairs" : `pairs-${index + 1}`,
    title,
    subtitle: `Left: above the dashed line ${row.subject} is larger. Right: the difference against the mean of the pair.${r}`,
    alt: `${title}: ${pairs.length} ${by}s, ${row.subject} against ${row.reference}.${r}`,
    panels: [
      {
        xLabel: row.reference,
        yLabel: row.subject,
        reference: "identity",
        points: pairs.map(({ subject, reference }) => ({ group, x: reference, y: subject })),
      },
      {
        xLabel: "mean of the pair",
        yLabel: "difference",
        reference: "zero",
        points: pairs.map(({ subject, reference }) => ({
          group,
          x: (subject + reference) / 2,
          y: subject - reference,
        })),
      },
    ],
    simulated: false,
  });
}
