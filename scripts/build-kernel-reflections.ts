import {
  type Code,
  f64,
  f64x2,
  i32,
  kernelFunction,
  type Local,
  select,
  when,
  whilst,
} from "./build-kernel-assembler.ts";
import { dot } from "./build-kernel-dot.ts";

const eight = i32.constant(8);

/**
 * Applies I − beta·v·vᵀ to `width` columns of `count` entries, column c at target + c · stride bytes; four columns at a
 * time. Products with v are summed in two lanes, even and odd entries from the first.
 */
const applyReflector = kernelFunction(
  "applyReflector",
  { v: "i32", count: "i32", beta: "f64", target: "i32", stride: "i32", width: "i32" },
  null,
  {
    ...{ p: "i32", q: "i32", r: "i32", s: "i32", x: "i32", end: "i32", last: "i32" },
    ...{ d0: "v128", d1: "v128", d2: "v128", d3: "v128", pair: "v128", tail: "f64" },
  },
  (l) => {
    const columns = (count: number): readonly (readonly [Local, Local])[] =>
      (
        [
          [l.p, l.d0],
          [l.q, l.d1],
          [l.r, l.d2],
          [l.s, l.d3],
        ] as const
      ).slice(0, count);
    const total = (sum: Code, at: Code) =>
      f64x2.splat(
        f64.multiply(
          l.beta.get,
          f64.add(f64.add(f64x2.lane(0, sum), f64.multiply(l.tail.get, f64.load(0, at))), f64x2.lane(1, sum)),
        ),
      );
    const evenTotal = (sum: Code) =>
      f64x2.splat(f64.multiply(l.beta.get, f64.add(f64x2.lane(0, sum), f64x2.lane(1, sum))));
    const rewind = (count: number) => [
      l.x.set(l.v.get),
      l.p.set(l.target.get),
      ...([l.q, l.r, l.s] as const)
        .slice(0, count - 1)
        .map((column, c) => column.set(i32.add([l.p, l.q, l.r][c]!.get, l.stride.get))),
    ];
    const forward = (count: number, step: number) => [
      l.x.advance(i32.constant(step)),
      ...columns(count).map(([at]) => at.advance(i32.constant(step))),
    ];
    const apply = (count: number) => [
      ...rewind(count),
      ...columns(count).map(([, sum]) => sum.set(f64x2.zero)),
      whilst(i32.less(l.x.get, l.end.get), [
        l.pair.set(f64x2.load(0, l.x.get)),
        ...columns(count).map(([at, sum]) =>
          sum.set(f64x2.add(sum.get, f64x2.multiply(l.pair.get, f64x2.load(0, at.get)))),
        ),
        ...forward(count, 16),
      ]),
      when(
        l.last.get,
        [l.tail.set(f64.load(0, l.x.get)), ...columns(count).map(([at, sum]) => sum.set(total(sum.get, at.get)))],
        columns(count).map(([, sum]) => sum.set(evenTotal(sum.get))),
      ),
      ...rewind(count),
      whilst(i32.less(l.x.get, l.end.get), [
        l.pair.set(f64x2.load(0, l.x.get)),
        ...columns(count).map(([at, sum]) =>
          f64x2.store(0, at.get, f64x2.subtract(f64x2.load(0, at.get), f64x2.multiply(sum.get, l.pair.get))),
        ),
        ...forward(count, 16),
      ]),
      when(
        l.last.get,
        columns(count).map(([at, sum]) =>
          f64.store(0, at.get, f64.subtract(f64.load(0, at.get), f64.multiply(f64x2.lane(0, sum.get), l.tail.get))),
        ),
      ),
      l.target.advance(i32.multiply(l.stride.get, i32.constant(count))),
      l.width.advance(i32.constant(-count)),
    ];
    return [
      l.last.set(i32.and(l.count.get, i32.constant(1))),
      l.end.set(i32.add(l.v.get, i32.multiply(i32.subtract(l.count.get, l.last.get), eight))),
      whilst(i32.lessOrEqual(i32.constant(4), l.width.get), apply(4)),
      whilst(i32.less(i32.constant(0), l.width.get), apply(1)),
    ];
  },
);

/**
 * The upper triangle R (`cols` rows of `stride` doubles, entries past `cols` 0) becomes that of R stacked on a block of
 * `high` rows of the same layout, by one reflection a column that touches one row of R and the block, which is lost.
 * `v` has room for `high` doubles. Every column is summed by itself, its entry in R first, then down the block.
 * `negligible`: a smaller sum of squares counts as 0.
 */
const foldRows = kernelFunction(
  "foldRows",
  { r: "i32", cols: "i32", stride: "i32", block: "i32", high: "i32", v: "i32", negligible: "f64" },
  null,
  {
    ...{
      j: "i32",
      c: "i32",
      line: "i32",
      at: "i32",
      x: "i32",
      end: "i32",
      top: "i32",
      start: "i32",
      left: "i32",
      right: "i32",
      stop: "i32",
    },
    ...{
      head: "f64",
      total: "f64",
      norm: "f64",
      beta: "f64",
      value: "f64",
      s: "v128",
      f: "v128",
      even: "v128",
      odd: "v128",
    },
    ...{ a0: "v128", a1: "v128", a2: "v128", a3: "v128", a4: "v128", a5: "v128", a6: "v128", a7: "v128" },
  },
  (l) => {
    const all = [l.a0, l.a1, l.a2, l.a3, l.a4, l.a5, l.a6, l.a7];
    const across = (count: number) => {
      const sums = all.slice(0, count);
      const eachRow = (code: readonly Code[]) => [
        l.x.set(l.v.get),
        l.at.set(l.start.get),
        whilst(i32.less(l.x.get, l.end.get), [
          l.s.set(f64x2.loadSplat(0, l.x.get)),
          ...code,
          l.x.advance(eight),
          l.at.advance(l.line.get),
        ]),
      ];
      return [
        l.start.set(i32.add(l.block.get, i32.multiply(l.c.get, eight))),
        l.top.set(i32.add(l.r.get, i32.add(i32.multiply(l.j.get, l.line.get), i32.multiply(l.c.get, eight)))),
        l.f.set(f64x2.splat(l.head.get)),
        ...sums.map((sum, k) => sum.set(f64x2.multiply(l.f.get, f64x2.load(16 * k, l.top.get)))),
        ...eachRow(
          sums.map((sum, k) => sum.set(f64x2.add(sum.get, f64x2.multiply(l.s.get, f64x2.load(16 * k, l.at.get))))),
        ),
        l.s.set(f64x2.splat(l.beta.get)),
        ...sums.map((sum) => sum.set(f64x2.multiply(l.s.get, sum.get))),
        ...sums.map((sum, k) =>
          f64x2.store(
            16 * k,
            l.top.get,
            f64x2.subtract(f64x2.load(16 * k, l.top.get), f64x2.multiply(l.f.get, sum.get)),
          ),
        ),
        ...eachRow(
          sums.map((sum, k) =>
            f64x2.store(
              16 * k,
              l.at.get,
              f64x2.subtract(f64x2.load(16 * k, l.at.get), f64x2.multiply(l.s.get, sum.get)),
            ),
          ),
        ),
        l.c.advance(i32.constant(2 * count)),
      ];
    };
    const sum = { left: l.left, right: l.right, end: l.stop, even: l.even, odd: l.odd, total: l.total };
    const diagonal = i32.add(l.r.get, i32.multiply(l.j.get, i32.add(l.line.get, eight)));
    return [
      l.line.set(i32.multiply(l.stride.get, eight)),
      l.end.set(i32.add(l.v.get, i32.multiply(l.high.get, eight))),
      l.j.set(i32.constant(0)),
      whilst(i32.less(l.j.get, l.cols.get), [
        l.x.set(l.v.get),
        l.at.set(i32.add(l.block.get, i32.multiply(l.j.get, eight))),
        whilst(i32.less(l.x.get, l.end.get), [
          f64.store(0, l.x.get, f64.load(0, l.at.get)),
          l.x.advance(eight),
          l.at.advance(l.line.get),
        ]),
        l.left.set(l.v.get),
        l.right.set(l.v.get),
        ...dot(sum, l.high.get),
        when(f64.lessOrEqual(l.negligible.get, l.total.get), [
          l.head.set(f64.load(0, diagonal)),
          l.norm.set(f64.squareRoot(f64.add(f64.multiply(l.head.get, l.head.get), l.total.get))),
          l.beta.set(
            f64.divide(f64.constant(1), f64.multiply(l.norm.get, f64.add(l.norm.get, f64.absolute(l.head.get)))),
          ),
          l.value.set(select(f64.negate(l.norm.get), l.norm.get, f64.greater(l.head.get, f64.constant(0)))),
          f64.store(0, diagonal, l.value.get),
          l.head.set(f64.subtract(l.head.get, l.value.get)),
          l.c.set(i32.add(l.j.get, i32.constant(1))),
          whilst(i32.less(i32.add(l.c.get, i32.constant(8)), l.cols.get), across(8)),
          whilst(i32.less(l.c.get, l.cols.get), across(4)),
        ]),
        l.j.advance(i32.constant(1)),
      ]),
    ];
  },
);

export const reflectionFunctions = [applyReflector, foldRows];
