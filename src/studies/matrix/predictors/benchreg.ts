import type { MaskedView } from "../masked-view.ts";
import type { Predictor } from "../predictor.ts";
import { type WorkingSpace, type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";
import { estimateInSpace } from "./estimate-cells.ts";

const leastVisible = 5;
const leastShared = 5;
const leastVariance = 1e-10;
const mostHelpers = 5;
const leastFit = 0.2;

/** One benchmark that tells of another: target ≈ intercept + slope·helper in working space. */
interface Line {
  readonly helper: number;
  readonly slope: number;
  readonly intercept: number;
  /** Share of the target's variance on shared models, R². */
  readonly fit: number;
}

/**
 * Each benchmark from the five others that tell most of it, by one least-squares line each, averaged with weights R². A
 * model's prediction takes those of the five that it has. Sometimes called ridge elsewhere; no penalty is in it.
 */
export function benchreg(space: WorkingSpaceOptions = {}): Predictor {
  return {
    id: "benchreg",
    describe: () => ({
      title: "Regression on other benchmarks",
      summary:
        "One least-squares line from each of the five most telling benchmarks, averaged with weights R²; null where the " +
        "model has none of them.",
      constants: {
        least_visible: leastVisible,
        least_shared: leastShared,
        least_variance: leastVariance,
        most_helpers: mostHelpers,
        least_r2: leastFit,
      },
      source: null,
    }),
    fit(view, { signal }) {
      signal?.throwIfAborted();
      const working = workingSpace(view, { rule: "range", standardise: "plain", ...space });
      const lines = view.benchmarks.map((_, j) => bestLines(working, j));
      return {
        predict: (cells) => estimateInSpace(view, working, cells, (i, j) => weightedLines(view, working, lines[j]!, i)),
      };
    },
  };
}

function weightedLines({ rows }: MaskedView, space: WorkingSpace, lines: readonly Line[], i: number) {
  let [sum, weight] = [0, 0];
  for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++) {
    const line = lines.find(({ helper }) => helper === rows.index[at]);
    if (line === undefined) continue;
    sum += line.fit * (line.intercept + line.slope * space.rows.value[at]!);
    weight += line.fit;
  }
  return weight > 0 ? { mean: sum / weight, variance: null } : "no_usable_benchmark";
}

function bestLines({ byBenchmark: cells }: WorkingSpace, target: number): Line[] {
  const [from, to] = [cells.start[target]!, cells.start[target + 1]!];
  if (to - from < leastVisible) return [];
  const lines: Line[] = [];
  for (let helper = 0; helper + 1 < cells.start.length; helper++) {
    if (helper === target) continue;
    const x: number[] = [];
    const y: number[] = [];
    for (let a = from, b = cells.start[helper]!; a < to && b < cells.start[helper + 1]!; ) {
      const gap = cells.index[a]! - cells.index[b]!;
      if (gap === 0) {
        y.push(cells.value[a]!);
        x.push(cells.value[b]!);
      }
      if (gap <= 0) a++;
      if (gap >= 0) b++;
    }
    const line = x.length < leastShared ? null : leastSquaresLine(x, y);
    if (line !== null && line.fit >= leastFit) lines.push({ helper, ...line });
  }
  return lines.toSorted((a, b) => b.fit - a.fit).slice(0, mostHelpers);
}

function leastSquaresLine(x: readonly number[], y: readonly number[]): Omit<Line, "helper"> | null {
  const n = x.length;
  const meanX = x.reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const [dx, dy] = [x[k]! - meanX, y[k]! - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (xx / n <= leastVariance || yy / n <= leastVariance) return null;
  const slope = xy / xx;
  return { slope, intercept: meanY - slope * meanX, fit: (xy * xy) / (xx * yy) };
}
