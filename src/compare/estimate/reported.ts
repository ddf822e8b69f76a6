import { normalSurvival } from "../../stats/special/normal-distribution.ts";
import { normalQuantile } from "../../stats/special/normal-quantile.ts";
import type { Summary } from "../side.ts";
import { emptyFinding, type Finding } from "./finding.ts";

/** Shares beyond these are so near 0 or 1 that their doubt is far from symmetric. */
const [nearZero, nearOne] = [0.1, 0.9];

/**
 * Two values with a standard error or interval each, as others report them. Shares near 0 or 1 are taken on the logit
 * scale. The limits of the difference come from the limits of the sides (square and add: Newcombe 1998; Zou and Donner
 * 2008), so that of an asymmetric interval the half that faces the other value counts, in the limit and in the test alike.
 */
export function reported(subject: Summary, reference: Summary): Finding {
  const [a, b] = [subject.value!, reference.value!];
  const delta = a - b;
  const logit = onLogit(subject) && onLogit(reference) && [a, b].some((value) => value < nearZero || value > nearOne);
  const [mine, theirs] = [spreadOf(subject, logit), spreadOf(reference, logit)];
  const towards = Math.sign(delta) || 1;
  /** Half-widths per unit of z, in the scale of the test. */
  const [own, other] = [towards > 0 ? mine.below : mine.above, towards > 0 ? theirs.above : theirs.below];
  const gap = logit ? logitOf(a) - logitOf(b) : delta;
  const spread = Math.hypot(own, other);
  const frame = {
    ...emptyFinding,
    subject: a,
    reference: b,
    delta,
    units: { name: "values" as const, n: 2 },
    method: `reported ${logit ? "doubt on the logit scale" : "standard errors"}; z`,
  };
  if (!(spread > 0)) return { ...frame, reason: "no-variation" };
  const z = gap / spread;
  const p = Math.min(1, 2 * normalSurvival(Math.abs(z)));
  const [slopeA, slopeB] = logit ? [a * (1 - a), b * (1 - b)] : [1, 1];
  const asymmetric = [mine, theirs].some(({ above, below }) => Math.abs(above - below) > 1e-6 * (above + below));
  return {
    ...frame,
    se: Math.hypot(own * slopeA, other * slopeB),
    intervalAt: (level) => {
      const times = normalQuantile((1 + level) / 2);
      const ends = (value: number, { below, above }: Spread): readonly [number, number] =>
        logit
          ? [expit(logitOf(value) - times * below), expit(logitOf(value) + times * above)]
          : [value - times * below, value + times * above];
      const [l1, u1] = ends(a, mine);
      const [l2, u2] = ends(b, theirs);
      return {
        low: delta - Math.hypot(a - l1, u2 - b),
        high: delta + Math.hypot(u1 - a, b - l2),
        level,
        method: logit ? "logit, square-and-add" : asymmetric ? "square-and-add" : "z",
        sides: "two",
      };
    },
    p,
    convention: "symmetric",
    tests: [{ name: logit ? "z of logits" : "z", statistic: z, df: null, p }],
    notes: [
      "The sides are taken as independent; pairing by item could only be used with per-item results.",
      ...(asymmetric && !logit ? ["Of asymmetric intervals the half that faces the other value counts."] : []),
      ...(logit ? ["A share is near 0 or 1: its doubt is taken on the logit scale."] : []),
    ],
  };
}

/** Half-widths below and above the value, per unit of the normal quantile. */
interface Spread {
  readonly below: number;
  readonly above: number;
}

function spreadOf({ value, se, ci }: Summary, logit: boolean): Spread {
  const at = value!;
  if (se !== null && se > 0) {
    const own = logit ? se / (at * (1 - at)) : se;
    return { below: own, above: own };
  }
  const z = normalQuantile((1 + ci!.level) / 2);
  const scaled = logit ? logitOf : (x: number) => x;
  return { below: (scaled(at) - scaled(ci!.low)) / z, above: (scaled(ci!.high) - scaled(at)) / z };
}

/** A share strictly between 0 and 1, with limits strictly between them too. */
function onLogit({ value, se, ci }: Summary): boolean {
  const inside = (x: number) => x > 0 && x < 1;
  return inside(value!) && ((se !== null && se > 0) || (inside(ci!.low) && inside(ci!.high)));
}

function logitOf(p: number): number {
  return Math.log(p / (1 - p));
}

function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
