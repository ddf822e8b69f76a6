import { f64, f64x2, i32, kernelFunction, when, whilst } from "./build-kernel-assembler.ts";

/** Lays `groups` groups of four adjacent columns out one after another, row by row; rows are `stride` bytes apart. */
const packColumns = kernelFunction(
  "packColumns",
  { from: "i32", stride: "i32", to: "i32", depth: "i32", groups: "i32" },
  null,
  { at: "i32", end: "i32" },
  (l) => [
    whilst(i32.less(i32.constant(0), l.groups.get), [
      l.at.set(l.from.get),
      l.end.set(i32.add(l.to.get, i32.multiply(l.depth.get, i32.constant(32)))),
      whilst(i32.less(l.to.get, l.end.get), [
        f64x2.store(0, l.to.get, f64x2.load(0, l.at.get)),
        f64x2.store(16, l.to.get, f64x2.load(16, l.at.get)),
        l.at.advance(l.stride.get),
        l.to.advance(i32.constant(32)),
      ]),
      l.from.advance(i32.constant(32)),
      l.groups.advance(i32.constant(-1)),
    ]),
  ],
);

/** The same for rows `stride` bytes apart: groups of four of them become columns side by side. */
const packRows = kernelFunction(
  "packRows",
  { from: "i32", stride: "i32", to: "i32", depth: "i32", groups: "i32" },
  null,
  { p: "i32", q: "i32", r: "i32", s: "i32", end: "i32", a: "v128", b: "v128", c: "v128", d: "v128" },
  (l) => {
    const lines = [l.p, l.q, l.r, l.s];
    return [
      whilst(i32.less(i32.constant(0), l.groups.get), [
        ...lines.map((line, k) => line.set(k === 0 ? l.from.get : i32.add(lines[k - 1]!.get, l.stride.get))),
        l.end.set(i32.add(l.to.get, i32.multiply(i32.and(l.depth.get, i32.constant(-2)), i32.constant(32)))),
        whilst(i32.less(l.to.get, l.end.get), [
          ...[l.a, l.b, l.c, l.d].map((pair, k) => pair.set(f64x2.load(0, lines[k]!.get))),
          f64x2.store(0, l.to.get, f64x2.lows(l.a.get, l.b.get)),
          f64x2.store(16, l.to.get, f64x2.lows(l.c.get, l.d.get)),
          f64x2.store(32, l.to.get, f64x2.highs(l.a.get, l.b.get)),
          f64x2.store(48, l.to.get, f64x2.highs(l.c.get, l.d.get)),
          ...lines.map((line) => line.advance(i32.constant(16))),
          l.to.advance(i32.constant(64)),
        ]),
        when(i32.and(l.depth.get, i32.constant(1)), [
          ...lines.map((line, k) => f64.store(8 * k, l.to.get, f64.load(0, line.get))),
          l.to.advance(i32.constant(32)),
        ]),
        l.from.advance(i32.multiply(l.stride.get, i32.constant(4))),
        l.groups.advance(i32.constant(-1)),
      ]),
    ];
  },
);

export const packFunctions = [packColumns, packRows];
