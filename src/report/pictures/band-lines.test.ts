import { expect, test } from "vitest";
import { isBlankPng } from "../is-blank-png.ts";
import { svgToPng } from "../svg-to-png.ts";
import { bandLines } from "./band-lines.ts";

const frame = {
  name: "power",
  title: "Power",
  alt: "Power by n.",
  xLabel: "n",
  yLabel: "power",
  names: { line: "power", band: "doubt about sigma" },
  simulated: false,
};
const points = [2, 5, 9].map((x) => ({ x, y: x / 10, low: x / 12, high: x / 9 }));

test("a curve with its band is drawn, the same each time, with the numbers behind it", () => {
  const picture = bandLines({
    ...frame,
    points,
    target: { y: 0.8, label: "power 0.8" },
    marked: { x: 8, label: "n 8" },
  });
  expect(picture.svg).toBe(
    bandLines({ ...frame, points, target: { y: 0.8, label: "power 0.8" }, marked: { x: 8, label: "n 8" } }).svg,
  );
  expect(picture.svg).toContain("doubt about sigma");
  expect(picture.svg).toContain("n 8");
  expect(picture.dataCsv.split("\n")[1]).toBe("2,0.2,0.16666666666666666,0.2222222222222222");
  expect(isBlankPng(svgToPng(picture.svg))).toBe(false);
});

test("without doubt there is no band", () => {
  const plain = points.map((point) => ({ ...point, low: null, high: null }));
  const picture = bandLines({ ...frame, points: plain });
  expect(picture.svg).not.toContain("doubt about sigma");
  expect(picture.dataCsv).toContain("2,0.2,,\n");
});
