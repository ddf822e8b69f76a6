import { describe, expect, test } from "vitest";
import { type ChangePointSeries, changePointSeries } from "./change-points.ts";
import { hostile, keepsThePicturePromises, long } from "./picture.conformance.ts";
import type { Picture } from "./picture.ts";
import { type RankIntervals, rankIntervals } from "./rank-intervals.ts";
import { type RaterAgreement, raterAgreement } from "./rater-agreement.ts";
import { type ReplicateHistogram, replicateHistogram } from "./replicate-histogram.ts";
import { type SequentialBoundaryPicture, sequentialBoundary } from "./sequential-boundary.ts";
import { type SeriesCurves, seriesCurves } from "./series-curves.ts";

const frame = { title: "A title", alt: "What it shows", simulated: false };

const boundary: SequentialBoundaryPicture = {
  ...frame,
  name: "boundary",
  title: hostile,
  looks: [
    { fraction: 0.05, boundary: null, z: 0.4 },
    { fraction: 0.33, boundary: 3.71, z: -4.2 },
    { fraction: 1, boundary: 1.99, z: null },
  ],
};
const curves: SeriesCurves = {
  ...frame,
  name: "curves",
  xLabel: "n",
  yLabel: "coverage",
  xScale: "log",
  series: [
    { label: hostile, points: [5, 10, 100].map((x) => ({ x, y: 0.9, low: 0.8, high: 0.95 })) },
    { label: long, points: [{ x: 5, y: 0.94, low: null, high: null }] },
  ],
  reference: { y: 0.95, label: "nominal", low: 0.94, high: 0.96 },
};
const histogram: ReplicateHistogram = {
  ...frame,
  name: "replicates",
  title: hostile,
  axisLabel: "difference",
  replicates: Array.from({ length: 500 }, (_, i) => Math.sin(i) ** 3),
  estimate: 0.1,
  limits: [-0.8, 0.8],
  second: [-1.2, 1.4],
  names: { estimate: "value", limits: "95 % interval", second: "by a second method" },
};
const ranks: RankIntervals = {
  ...frame,
  name: "ranks",
  rows: [
    { label: hostile, rank: 1, low: 1, high: 2, note: "1200" },
    { label: long, rank: 2, low: 1, high: 2, note: "1100" },
    { label: "alone", rank: null, low: null, high: null, note: "disconnected" },
  ],
  names: { rank: "rank", interval: "ranks it may hold" },
};
const changes: ChangePointSeries = {
  ...frame,
  name: "changes",
  title: hostile,
  xLabel: "run",
  yLabel: "score",
  values: [1, 1.2, 0.9, null, 3, 3.1, 2.9],
  changes: [{ at: 4, low: 3, high: 4 }],
  levels: [1.03, 3],
  prediction: [2.5, 3.5],
  names: { value: "run", level: "level", change: "change", prediction: "next" },
};
const agreement: RaterAgreement = {
  ...frame,
  name: "agreement",
  ratingLabel: "stance",
  raters: [
    { label: hostile, severity: 0.2, note: "alpha without .53" },
    { label: long, severity: null, note: "no shared unit" },
  ],
  units: [
    { label: "u1", ratings: [1, 2] },
    { label: "u2", ratings: [null, 1] },
    { label: "u3", ratings: [null, null] },
  ],
};

const kinds: [string, (change: object) => Picture, { nothing: object; namesInData: boolean }][] = [
  [
    "sequential boundary",
    (change) => sequentialBoundary({ ...boundary, ...change }),
    { nothing: { looks: [] }, namesInData: false },
  ],
  ["set of curves", (change) => seriesCurves({ ...curves, ...change }), { nothing: { series: [] }, namesInData: true }],
  [
    "replicate histogram",
    (change) => replicateHistogram({ ...histogram, ...change }),
    { nothing: { replicates: [], limits: null, second: null }, namesInData: false },
  ],
  ["rank intervals", (change) => rankIntervals({ ...ranks, ...change }), { nothing: { rows: [] }, namesInData: true }],
  [
    "series with change points",
    (change) => changePointSeries({ ...changes, ...change }),
    { nothing: { values: [], changes: [], levels: [], prediction: null }, namesInData: false },
  ],
  [
    "rater agreement",
    (change) => raterAgreement({ ...agreement, ...change }),
    { nothing: { raters: [], units: [] }, namesInData: true },
  ],
];

describe.each(kinds)("a %s", (_, draw, about) => {
  keepsThePicturePromises(draw, about);
});

test("replicates are counted in bins that hold all of them", () => {
  const { dataCsv } = replicateHistogram(histogram);
  const counts = dataCsv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",")[2]));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(500);
});

test("equal replicates are one bar", () => {
  const { dataCsv } = replicateHistogram({ ...histogram, replicates: [2, 2, 2] });
  expect(dataCsv.trim().split("\n")).toHaveLength(2);
});
