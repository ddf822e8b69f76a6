import type { MaskedView } from "../masked-view.ts";
import type { MethodNote, PredictionReason, Predictor } from "../predictor.ts";
import { type WorkingSpace, type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";
import { estimateInSpace, type WorkingEstimate } from "./estimate-cells.ts";

const plain: WorkingSpaceOptions = { transform: "identity", standardise: "plain" };

/** How alike two lines of the table are, from the pairs of values they share; null where too few, or not at all alike. */
export type Alikeness = (pairs: SharedPairs) => number | null;

export interface SharedPairs {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface NeighbourMethod {
  readonly id: string;
  readonly note: MethodNote;
  /** Whose neighbours are asked: other models' scores on the benchmark, or the model's on other benchmarks. */
  readonly among: "models" | "benchmarks";
  readonly alikeness: Alikeness;
  /** How many of the most alike are heard; null for all. */
  readonly most: number | null;
  /** Weight of the benchmark's mean, added to those of the neighbours. */
  readonly meanWeight: number;
  readonly space?: WorkingSpaceOptions;
}

/**
 * Predictors that average over neighbours in working space: the lines most alike, among those visible at the crossing,
 * weighted by how alike they are. Too few shared scores with all of them is `too_few_shared`.
 */
export function neighbourPredictor(method: NeighbourMethod, space: WorkingSpaceOptions = {}): Predictor {
  const { id, note, among } = method;
  return {
    id,
    describe: () => note,
    fit(view, { signal }) {
      signal?.throwIfAborted();
      const working = workingSpace(view, { ...(method.space ?? plain), ...space });
      const lines = among === "models" ? working.rows : working.byBenchmark;
      const alike = lazily((line: number) => weightsFrom(lines, line, method.alikeness));
      const rule = (i: number, j: number): WorkingEstimate | PredictionReason =>
        among === "models"
          ? average(alike(i), working.byBenchmark, j, i, method)
          : average(alike(j), working.rows, i, j, method);
      return { predict: (cells) => estimateInSpace(view, working, cells, rule) };
    },
  };
}

/** Values of the crossing line, weighted by how alike their lines are to `self`; the cell asked for is never heard. */
function average(
  alike: Float64Array,
  crossing: MaskedView["rows"],
  line: number,
  self: number,
  { most, meanWeight }: NeighbourMethod,
): WorkingEstimate | PredictionReason {
  const heard: { weight: number; value: number }[] = [];
  for (let at = crossing.start[line]!; at < crossing.start[line + 1]!; at++) {
    const other = crossing.index[at]!;
    const weight = alike[other]!;
    if (other !== self && weight > 0) heard.push({ weight, value: crossing.value[at]! });
  }
  if (heard.length === 0) return "too_few_shared";
  const kept = most === null ? heard : heard.toSorted((a, b) => b.weight - a.weight).slice(0, most);
  const total = kept.reduce((sum, { weight }) => sum + weight, meanWeight);
  return { mean: kept.reduce((sum, { weight, value }) => sum + weight * value, 0) / total, variance: null };
}

/** How alike every line is to one of them; 0 for itself and where nothing can be said. */
function weightsFrom(lines: WorkingSpace["rows"], line: number, alikeness: Alikeness): Float64Array {
  const weights = new Float64Array(lines.start.length - 1);
  for (let other = 0; other < weights.length; other++) {
    if (other !== line) weights[other] = alikeness(sharedPairs(lines, line, other)) ?? 0;
  }
  return weights;
}

function sharedPairs({ start, index, value }: WorkingSpace["rows"], a: number, b: number): SharedPairs {
  const pairs = { x: [] as number[], y: [] as number[] };
  for (let s = start[a]!, t = start[b]!; s < start[a + 1]! && t < start[b + 1]!; ) {
    const gap = index[s]! - index[t]!;
    if (gap === 0) {
      pairs.x.push(value[s]!);
      pairs.y.push(value[t]!);
    }
    if (gap <= 0) s++;
    if (gap >= 0) t++;
  }
  return pairs;
}

function lazily<T>(make: (line: number) => T): (line: number) => T {
  const made = new Map<number, T>();
  return (line) => {
    const known = made.get(line);
    if (known !== undefined) return known;
    const fresh = make(line);
    made.set(line, fresh);
    return fresh;
  };
}
