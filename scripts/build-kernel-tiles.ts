import { type Code, f64x2, i32, kernelFunction, type Local, when, whilst } from "./build-kernel-assembler.ts";

const rows = [0, 1, 2, 3] as const;
/** Steps in depth a round, a power of two. */
const unrolled = 4;

/**
 * c += or −= a·b for panels packed in groups of four lines, depth-major in a group: one 4 × 4 tile after another, its
 * sixteen running sums in registers, each summed in ascending depth. `c` has `high` rows of `wide` entries, both multiples
 * of four. Tiles wholly above the diagonal i = j + shift are left alone.
 */
function tilesFunction(name: string, accumulate: typeof f64x2.add) {
  return kernelFunction(
    name,
    { a: "i32", b: "i32", c: "i32", depth: "i32", high: "i32", wide: "i32", shift: "i32" },
    null,
    {
      ...{ i: "i32", j: "i32", line: "i32", at: "i32", p: "i32", q: "i32", end: "i32" },
      ...{ s: "v128", left: "v128", right: "v128" },
      ...{ c00: "v128", c01: "v128", c10: "v128", c11: "v128", c20: "v128", c21: "v128", c30: "v128", c31: "v128" },
    },
    (l) => {
      const sums: readonly (readonly [Local, Local])[] = [
        [l.c00, l.c01],
        [l.c10, l.c11],
        [l.c20, l.c21],
        [l.c30, l.c31],
      ];
      const atEachRow = (code: (row: 0 | 1 | 2 | 3) => readonly Code[]) => [
        l.at.set(i32.add(l.c.get, i32.multiply(i32.add(i32.multiply(l.i.get, l.wide.get), l.j.get), i32.constant(8)))),
        ...rows.flatMap((row) => [...code(row), l.at.advance(l.line.get)]),
      ];
      const step = (offset: number) => [
        l.left.set(f64x2.load(offset, l.q.get)),
        l.right.set(f64x2.load(offset + 16, l.q.get)),
        ...rows.flatMap((row) => [
          l.s.set(f64x2.loadSplat(offset + 8 * row, l.p.get)),
          sums[row]![0].set(accumulate(sums[row]![0].get, f64x2.multiply(l.s.get, l.left.get))),
          sums[row]![1].set(accumulate(sums[row]![1].get, f64x2.multiply(l.s.get, l.right.get))),
        ]),
      ];
      const forward = (steps: number) => [l.p, l.q].map((at) => at.advance(i32.constant(32 * steps)));
      const tile = [
        ...atEachRow((row) => [
          sums[row]![0].set(f64x2.load(0, l.at.get)),
          sums[row]![1].set(f64x2.load(16, l.at.get)),
        ]),
        l.p.set(i32.add(l.a.get, i32.multiply(l.i.get, i32.multiply(l.depth.get, i32.constant(8))))),
        l.q.set(i32.add(l.b.get, i32.multiply(l.j.get, i32.multiply(l.depth.get, i32.constant(8))))),
        l.end.set(i32.add(l.p.get, i32.multiply(i32.and(l.depth.get, i32.constant(-unrolled)), i32.constant(32)))),
        whilst(i32.less(l.p.get, l.end.get), [
          ...Array.from({ length: unrolled }, (_, k) => step(32 * k)).flat(),
          ...forward(unrolled),
        ]),
        l.end.advance(i32.multiply(i32.and(l.depth.get, i32.constant(unrolled - 1)), i32.constant(32))),
        whilst(i32.less(l.p.get, l.end.get), [...step(0), ...forward(1)]),
        ...atEachRow((row) => [
          f64x2.store(0, l.at.get, sums[row]![0].get),
          f64x2.store(16, l.at.get, sums[row]![1].get),
        ]),
      ];
      return [
        l.line.set(i32.multiply(l.wide.get, i32.constant(8))),
        l.j.set(i32.constant(0)),
        whilst(i32.less(l.j.get, l.wide.get), [
          l.i.set(i32.constant(0)),
          whilst(i32.less(l.i.get, l.high.get), [
            when(i32.less(i32.add(l.j.get, l.shift.get), i32.add(l.i.get, i32.constant(4))), tile),
            l.i.advance(i32.constant(4)),
          ]),
          l.j.advance(i32.constant(4)),
        ]),
      ];
    },
  );
}

export const tileFunctions = [tilesFunction("addTiles", f64x2.add), tilesFunction("subtractTiles", f64x2.subtract)];
