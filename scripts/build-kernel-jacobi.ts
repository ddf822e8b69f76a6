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
 * One sweep of one-sided Jacobi over all pairs of columns; see `orthogonaliseColumns`. Column j starts at x + j · stride
 * bytes, squares are doubles. Answers the number of rotations.
 */
const jacobiSweep = kernelFunction(
  "jacobiSweep",
  { x: "i32", rows: "i32", cols: "i32", stride: "i32", squares: "i32", tolerance2: "f64" },
  "i32",
  {
    ...{ rotations: "i32", p: "i32", q: "i32", from: "i32", to: "i32", atP: "i32", atQ: "i32" },
    ...{ left: "i32", right: "i32", end: "i32", length: "i32", even: "v128", odd: "v128", total: "f64" },
    ...{ alpha: "f64", beta: "f64", gamma: "f64", zeta: "f64", t: "f64", c: "f64", s: "f64" },
    ...{ cosine: "v128", sine: "v128", a: "v128", b: "v128" },
  },
  (l) => {
    const one = f64.constant(1);
    const hypotenuse = (value: Code) => f64.squareRoot(f64.add(one, f64.multiply(value, value)));
    const update = (square: Local, change: Code, address: Local, column: Local) => [
      l.total.set(f64.add(square.get, change)),
      when(f64.lessOrEqual(l.total.get, f64.multiply(f64.constant(0.25), square.get)), [
        l.left.set(column.get),
        l.right.set(column.get),
        ...dot(l, l.rows.get),
      ]),
      f64.store(0, address.get, l.total.get),
    ];
    const rotate = [
      l.cosine.set(f64x2.splat(l.c.get)),
      l.sine.set(f64x2.splat(l.s.get)),
      l.left.set(l.from.get),
      l.right.set(l.to.get),
      l.end.set(i32.add(l.from.get, i32.and(l.stride.get, i32.constant(-16)))),
      whilst(i32.less(l.left.get, l.end.get), [
        l.a.set(f64x2.load(0, l.left.get)),
        l.b.set(f64x2.load(0, l.right.get)),
        f64x2.store(
          0,
          l.left.get,
          f64x2.subtract(f64x2.multiply(l.cosine.get, l.a.get), f64x2.multiply(l.sine.get, l.b.get)),
        ),
        f64x2.store(
          0,
          l.right.get,
          f64x2.add(f64x2.multiply(l.sine.get, l.a.get), f64x2.multiply(l.cosine.get, l.b.get)),
        ),
        l.left.advance(i32.constant(16)),
        l.right.advance(i32.constant(16)),
      ]),
      when(i32.and(l.stride.get, eight), [
        l.alpha.set(f64.load(0, l.left.get)),
        l.beta.set(f64.load(0, l.right.get)),
        f64.store(0, l.left.get, f64.subtract(f64.multiply(l.c.get, l.alpha.get), f64.multiply(l.s.get, l.beta.get))),
        f64.store(0, l.right.get, f64.add(f64.multiply(l.s.get, l.alpha.get), f64.multiply(l.c.get, l.beta.get))),
      ]),
    ];
    const pair = [
      l.left.set(l.from.get),
      l.right.set(l.to.get),
      ...dot(l, l.rows.get),
      l.gamma.set(l.total.get),
      l.alpha.set(f64.load(0, l.atP.get)),
      l.beta.set(f64.load(0, l.atQ.get)),
      when(
        i32.or(
          f64.lessOrEqual(
            f64.multiply(l.gamma.get, l.gamma.get),
            f64.multiply(f64.multiply(l.tolerance2.get, l.alpha.get), l.beta.get),
          ),
          f64.equal(l.gamma.get, f64.constant(0)),
        ),
        [],
        [
          l.rotations.advance(i32.constant(1)),
          l.zeta.set(f64.divide(f64.subtract(l.beta.get, l.alpha.get), f64.multiply(f64.constant(2), l.gamma.get))),
          l.t.set(
            f64.divide(
              select(f64.constant(-1), one, f64.less(l.zeta.get, f64.constant(0))),
              f64.add(f64.absolute(l.zeta.get), hypotenuse(l.zeta.get)),
            ),
          ),
          l.c.set(f64.divide(one, hypotenuse(l.t.get))),
          l.s.set(f64.multiply(l.c.get, l.t.get)),
          l.gamma.set(f64.multiply(l.t.get, l.gamma.get)),
          l.zeta.set(l.alpha.get),
          l.t.set(l.beta.get),
          ...rotate,
          ...update(l.zeta, f64.negate(l.gamma.get), l.atP, l.from),
          ...update(l.t, l.gamma.get, l.atQ, l.to),
        ],
      ),
    ];
    return [
      l.p.set(i32.constant(0)),
      l.from.set(l.x.get),
      l.atP.set(l.squares.get),
      whilst(i32.less(l.p.get, i32.subtract(l.cols.get, i32.constant(1))), [
        l.q.set(i32.add(l.p.get, i32.constant(1))),
        l.to.set(i32.add(l.from.get, l.stride.get)),
        l.atQ.set(i32.add(l.atP.get, eight)),
        whilst(i32.less(l.q.get, l.cols.get), [
          ...pair,
          l.q.advance(i32.constant(1)),
          l.to.advance(l.stride.get),
          l.atQ.advance(eight),
        ]),
        l.p.advance(i32.constant(1)),
        l.from.advance(l.stride.get),
        l.atP.advance(eight),
      ]),
      l.rotations.get,
    ];
  },
);

export const jacobiFunctions = [jacobiSweep];
