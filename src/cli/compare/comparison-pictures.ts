import type { Pair } from "../../compare/align.ts";
import { type ForestRow, forestPlot, type Span } from "../../report/pictures/forest-plot.ts";
import type { Picture } from "../../report/pictures/picture.ts";
import { scatterPlot } from "../../report/pictures/scatter-plot.ts";
import { sequentialBoundary } from "../../report/pictures/sequential-boundary.ts";
import type { Comparison, ComparisonRow } from "../../schema/report/comparison.ts";
import { figuresOf } from "./row-words.ts";

/** Rows that are drawn in full as pairs; a comparison of very many metrics has its forest. */
const mostPairPlots = 6;

/** A forest plot per unit, and for paired rows each pair and how its difference goes with its size. */
export function comparisonPictures(comparison: Comparison, pairs: readonly (readonly Pair[])[]): Picture[] {
  const units = Map.groupBy(comparison.rows, (row) => figuresOf(row).unit);
  const forests = [...units.values()].map((rows, i) => forest(rows, i, comparison.rows.length));
  const scatters = comparison.rows
    .map((row, i) => ({ row, pairs: pairs[i] ?? [] }))
    .filter(({ row, pairs: own }) => (row.pairing?.used ?? "none") !== "none" && own.length > 2)
    .slice(0, mostPairPlots)
    .map(({ row, pairs: own }, i) => pairPlot(row, own, i));
  return [...forests, ...(comparison.sequential === undefined ? [] : [lookPicture(comparison)]), ...scatters];
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
