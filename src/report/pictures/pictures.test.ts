import { describe, expect, test } from "vitest";
import { isBlankPng } from "../is-blank-png.ts";
import { svgToPng } from "../svg-to-png.ts";
import { type DotRows, dotRows } from "./dot-rows.ts";
import { type ForestPlot, forestPlot } from "./forest-plot.ts";
import { type HeatMap, heatMap } from "./heat-map.ts";
import { type Histogram, histogram } from "./histogram.ts";
import { type PairedSlopes, pairedSlopes } from "./paired-slopes.ts";
import { hostile, keepsThePicturePromises, long } from "./picture.conformance.ts";
import type { Picture } from "./picture.ts";
import { type QuantileBoxes, quantileBoxes } from "./quantile-boxes.ts";
import { type ScatterPlot, scatterPlot } from "./scatter-plot.ts";
import { type ShareBars, shareBars } from "./share-bars.ts";
import { type SquareMap, squareMap } from "./square-map.ts";

const frame = { title: "A title", alt: "What it shows", simulated: false };

const forest: ForestPlot = {
  ...frame,
  name: "forest",
  axisLabel: "S",
  minEffect: 0.05,
  names: { interval: "95 % interval" },
  rows: [
    {
      label: hostile,
      value: 0.1,
      interval: [-0.1, 0.3],
      second: [-0.2, 0.4],
      bounds: [0, 0.2],
      planted: 0.1,
      detectable: 0.2,
    },
    { label: long, value: null, interval: null, reason: "one triplet only" },
    { label: "no interval", value: 0.2, interval: null },
  ],
};
const slopes: PairedSlopes = {
  ...frame,
  name: "slopes",
  conditions: ["landlord", "neutral", "tenant"],
  yLabel: "score",
  yDomain: [-1, 1],
  names: { falling: "with", rising: "against", level: "same", mean: "mean" },
  panels: [
    {
      label: hostile,
      lines: Array.from({ length: 400 }, (_, i) => ({ id: `t${i}`, values: [i / 400, null, -i / 400] })),
      mean: [0.1, null, 0.2],
    },
    { label: long, lines: [], mean: [null, null, null] },
  ],
};
const bars: ShareBars = {
  ...frame,
  name: "bars",
  axisLabel: "share",
  scale: "share",
  parts: [
    { id: "pos", label: "pro", fill: { colour: "blue", pattern: "solid" } },
    { id: "neg", label: "contra", fill: { colour: "orange", pattern: "diagonal" } },
  ],
  groups: [
    { label: hostile, bars: [{ label: "landlord", amounts: [1, 3], note: "4" }] },
    {
      label: long,
      bars: [
        { label: "tenant", amounts: null, note: "never asked" },
        { label: "none", amounts: [0, 0], note: "0" },
      ],
    },
  ],
};
const heat: HeatMap = {
  ...frame,
  name: "heat",
  rows: [hostile, long],
  columns: [
    { label: "50", group: "amount" },
    { label: "a very long level of a factor", group: "reason" },
  ],
  cells: [
    [
      { value: -0.3, text: "−0.30" },
      { value: 0.4, text: "+0.40" },
    ],
    [
      { value: null, text: "–" },
      { value: 0, text: "0.00" },
    ],
  ],
  scale: { kind: "diverging", limit: 0.4 },
  names: { low: "against", high: "with", missing: "missing" },
};
const scatter: ScatterPlot = {
  ...frame,
  name: "scatter",
  panels: [
    {
      xLabel: "people",
      yLabel: "judge",
      reference: "identity",
      points: [
        { group: hostile, x: 0.1, y: 0.2 },
        { group: long, x: 0.1, y: 0.3 },
      ],
    },
    {
      xLabel: "words",
      yLabel: "judge − people",
      xScale: "log",
      reference: "zero",
      points: [
        { group: "a", x: 100, y: 0 },
        { group: "a", x: 0, y: 0 },
      ],
    },
  ],
};
const boxes: QuantileBoxes = {
  ...frame,
  name: "boxes",
  panels: [
    {
      axisLabel: "seconds",
      scale: "log",
      rows: [
        { label: hostile, quantiles: { min: 0.1, p5: 0.2, p25: 0.5, p50: 1, p75: 2, p95: 5, max: 60 }, note: "9" },
        { label: long, quantiles: null, note: "not recorded" },
      ],
    },
    {
      axisLabel: "score",
      scale: "linear",
      rows: [{ label: "all equal", quantiles: { min: 0, p5: 0, p25: 0, p50: 0, p75: 0, p95: 0, max: 0 }, note: "9" }],
    },
  ],
};

const dots: DotRows = {
  ...frame,
  name: "dots",
  axisLabel: "points",
  rows: [
    { label: hostile, value: 1, interval: [0.5, 2], band: [0, 1], group: "a", note: "1.0" },
    { label: long, value: null, group: "b", note: "no predictions" },
  ],
  groups: ["a", "b"],
  marks: [{ at: 0.4, label: "floor" }],
  fromZero: true,
  names: { interval: "95 % interval", band: "by chance" },
};
const bins: Histogram = {
  ...frame,
  name: "bins",
  axisLabel: "W",
  values: Float64Array.of(0.1, 0.2, 0.2, 0.4),
  marks: [{ at: 0.5, label: hostile, colour: "orange", dash: "" }],
  names: { bars: "shuffles" },
};
const square: SquareMap = {
  ...frame,
  name: "square",
  labels: [hostile, long, "c"],
  values: [
    [0, 0.1, 0.5],
    [0.1, 0, 0.2],
    [0.5, 0.2, 0],
  ],
  limit: 0.5,
  groups: [0, 0, 1],
  names: { low: "nothing", high: "all" },
};

const kinds: [string, (change: object) => Picture, object][] = [
  ["forest plot", (change) => forestPlot({ ...forest, ...change }), { rows: [] }],
  ["paired slopes", (change) => pairedSlopes({ ...slopes, ...change }), { panels: [] }],
  ["share bars", (change) => shareBars({ ...bars, ...change }), { groups: [] }],
  ["heat map", (change) => heatMap({ ...heat, ...change }), { rows: [], cells: [] }],
  ["picture of dots in rows", (change) => dotRows({ ...dots, ...change }), { rows: [] }],
  ["histogram", (change) => histogram({ ...bins, ...change }), { values: [], marks: [] }],
  ["square map", (change) => squareMap({ ...square, ...change }), { labels: [], values: [], groups: [] }],
  [
    "scatter plot",
    (change) => scatterPlot({ ...scatter, ...change }),
    { panels: [{ ...scatter.panels[0]!, points: [] }] },
  ],
  [
    "quantile boxes",
    (change) => quantileBoxes({ ...boxes, ...change }),
    { panels: [{ ...boxes.panels[0]!, rows: [] }] },
  ],
];

describe.each(kinds)("a %s", (_, draw, nothing) => {
  keepsThePicturePromises(draw, { nothing, namesInData: true });
});

test("a picture without marks is blank, and the check knows", () => {
  const png = svgToPng(
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#fff"/></svg>',
  );
  expect(isBlankPng(png)).toBe(true);
});

test("text is drawn although no system font is loaded", () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" font-family="sans-serif"><text y="14">Word</text></svg>';
  expect(isBlankPng(svgToPng(svg))).toBe(false);
});
