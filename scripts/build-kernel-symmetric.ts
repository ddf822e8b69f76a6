import { f64, f64x2, i32, kernelFunction, when, whilst } from "./build-kernel-assembler.ts";
import { dot } from "./build-kernel-dot.ts";

const eight = i32.constant(8);

/**
 * One step of the reduction to tridiagonal form: the trailing `count` × `count` block of a symmetric matrix, first entry
 * at `a`, rows `stride` bytes apart, becomes H·A·H with H = I − beta·v·vᵀ. `w` has room for `count` doubles.
 */
const reduceStep = kernelFunction(
  "reduceStep",
  { a: "i32", stride: "i32", count: "i32", v: "i32", beta: "f64", w: "i32" },
  null,
  {
    ...{ i: "i32", row: "i32", last: "i32", left: "i32", right: "i32", end: "i32" },
    ...{ even: "v128", odd: "v128", vi: "v128", wi: "v128", total: "f64", inner: "f64" },
  },
  (l) => {
    const bytes = i32.multiply(l.count.get, eight);
    const eachRow = (code: readonly (readonly number[])[]) => [
      l.i.set(i32.constant(0)),
      l.row.set(l.a.get),
      whilst(i32.less(l.i.get, bytes), [...code, l.i.advance(eight), l.row.advance(l.stride.get)]),
    ];
    const vAt = i32.add(l.v.get, l.i.get);
    const wAt = i32.add(l.w.get, l.i.get);
    return [
      l.inner.set(f64.constant(0)),
      ...eachRow([
        l.left.set(l.row.get),
        l.right.set(l.v.get),
        ...dot(l, l.count.get),
        l.total.set(f64.multiply(l.beta.get, l.total.get)),
        f64.store(0, wAt, l.total.get),
        l.inner.set(f64.add(l.inner.get, f64.multiply(l.total.get, f64.load(0, vAt)))),
      ]),
      l.inner.set(f64.multiply(f64.multiply(f64.constant(0.5), l.beta.get), l.inner.get)),
      ...eachRow([f64.store(0, wAt, f64.subtract(f64.load(0, wAt), f64.multiply(l.inner.get, f64.load(0, vAt))))]),
      l.last.set(i32.add(l.v.get, i32.multiply(i32.and(l.count.get, i32.constant(-2)), eight))),
      ...eachRow([
        l.vi.set(f64x2.loadSplat(0, vAt)),
        l.wi.set(f64x2.loadSplat(0, wAt)),
        l.end.set(l.row.get),
        l.left.set(l.v.get),
        l.right.set(l.w.get),
        whilst(i32.less(l.left.get, l.last.get), [
          f64x2.store(
            0,
            l.end.get,
            f64x2.subtract(
              f64x2.load(0, l.end.get),
              f64x2.add(
                f64x2.multiply(l.vi.get, f64x2.load(0, l.right.get)),
                f64x2.multiply(l.wi.get, f64x2.load(0, l.left.get)),
              ),
            ),
          ),
          ...[l.end, l.left, l.right].map((at) => at.advance(i32.constant(16))),
        ]),
        when(i32.and(l.count.get, i32.constant(1)), [
          f64.store(
            0,
            l.end.get,
            f64.subtract(
              f64.load(0, l.end.get),
              f64.add(
                f64.multiply(f64x2.lane(0, l.vi.get), f64.load(0, l.right.get)),
                f64.multiply(f64x2.lane(0, l.wi.get), f64.load(0, l.left.get)),
              ),
            ),
          ),
        ]),
      ]),
    ];
  },
);

/** Turns two rows of `count` doubles, p and q: p ← c·p − s·q, q ← s·p + c·q. */
const rotateRows = kernelFunction(
  "rotateRows",
  { p: "i32", q: "i32", count: "i32", c: "f64", s: "f64" },
  null,
  { end: "i32", cosine: "v128", sine: "v128", x: "v128", y: "v128", a: "f64", b: "f64" },
  (l) => [
    l.cosine.set(f64x2.splat(l.c.get)),
    l.sine.set(f64x2.splat(l.s.get)),
    l.end.set(i32.add(l.p.get, i32.multiply(i32.and(l.count.get, i32.constant(-2)), eight))),
    whilst(i32.less(l.p.get, l.end.get), [
      l.x.set(f64x2.load(0, l.p.get)),
      l.y.set(f64x2.load(0, l.q.get)),
      f64x2.store(
        0,
        l.p.get,
        f64x2.subtract(f64x2.multiply(l.cosine.get, l.x.get), f64x2.multiply(l.sine.get, l.y.get)),
      ),
      f64x2.store(0, l.q.get, f64x2.add(f64x2.multiply(l.sine.get, l.x.get), f64x2.multiply(l.cosine.get, l.y.get))),
      l.p.advance(i32.constant(16)),
      l.q.advance(i32.constant(16)),
    ]),
    when(i32.and(l.count.get, i32.constant(1)), [
      l.a.set(f64.load(0, l.p.get)),
      l.b.set(f64.load(0, l.q.get)),
      f64.store(0, l.p.get, f64.subtract(f64.multiply(l.c.get, l.a.get), f64.multiply(l.s.get, l.b.get))),
      f64.store(0, l.q.get, f64.add(f64.multiply(l.s.get, l.a.get), f64.multiply(l.c.get, l.b.get))),
    ]),
  ],
);

export const symmetricFunctions = [reduceStep, rotateRows];
