import { type Code, f64, f64x2, i32, type Local, whilst } from "./build-kernel-assembler.ts";

const eight = i32.constant(8);

interface DotLocals {
  readonly left: Local;
  readonly right: Local;
  readonly end: Local;
  readonly even: Local;
  readonly odd: Local;
  readonly total: Local;
}

/** total = Σ x[left + i]·x[right + i] over `count` entries, in four lanes and a rest that the first lane takes. */
export function dot(l: DotLocals, count: Code): readonly Code[] {
  const product = (offset: number) => f64x2.multiply(f64x2.load(offset, l.left.get), f64x2.load(offset, l.right.get));
  const advance = (bytes: number) => [l.left.advance(i32.constant(bytes)), l.right.advance(i32.constant(bytes))];
  return [
    l.even.set(f64x2.zero),
    l.odd.set(f64x2.zero),
    l.end.set(i32.add(l.left.get, i32.multiply(i32.and(count, i32.constant(-4)), eight))),
    whilst(i32.less(l.left.get, l.end.get), [
      l.even.set(f64x2.add(l.even.get, product(0))),
      l.odd.set(f64x2.add(l.odd.get, product(16))),
      ...advance(32),
    ]),
    l.total.set(f64x2.lane(0, l.even.get)),
    l.end.set(i32.add(l.end.get, i32.multiply(i32.and(count, i32.constant(3)), eight))),
    whilst(i32.less(l.left.get, l.end.get), [
      l.total.set(f64.add(l.total.get, f64.multiply(f64.load(0, l.left.get), f64.load(0, l.right.get)))),
      ...advance(8),
    ]),
    l.total.set(
      f64.add(
        f64.add(l.total.get, f64x2.lane(1, l.even.get)),
        f64.add(f64x2.lane(0, l.odd.get), f64x2.lane(1, l.odd.get)),
      ),
    ),
  ];
}
