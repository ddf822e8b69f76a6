import { singularValues } from "../../../linalg/factor/svd.ts";
import { matrixFromRows } from "../../../linalg/matrix.ts";
import { type MaskedView, scoresOn } from "../masked-view.ts";

/** A part of the table without a hole. */
export interface CompleteSubmatrix {
  readonly models: readonly number[];
  readonly benchmarks: readonly number[];
  /** Share of the z-scored part's variance that ranks 1, 2 and 3 hold together. */
  readonly varianceByRank: readonly [number, number, number];
  /** `exact`: no larger one exists among the columns searched. */
  readonly search: "exact" | "greedy";
}

/**
 * The complete submatrix with the most cells, of at least 3 × 3: greedily by adding columns, and exactly by branch and bound
 * over the 30 best covered columns. Null where there is none.
 */
export function completeSubmatrices(view: MaskedView): CompleteSubmatrix[] {
  const order = [...view.benchmarks.keys()].toSorted((a, b) => scoresOn(view, b) - scoresOn(view, a) || a - b);
  const columns = order.map((benchmark) => modelsWith(view, benchmark));
  const greedy = growGreedily(columns);
  const exact = searchExactly(columns.slice(0, mostSearched), greedy);
  return [
    { found: greedy, search: "greedy" as const },
    { found: exact, search: "exact" as const },
  ].flatMap(({ found, search }) => {
    if (found === null) return [];
    const models = [...members(found.models)];
    const benchmarks = found.columns.map((at) => order[at]!).toSorted((a, b) => a - b);
    return [{ models, benchmarks, varianceByRank: shares(view, models, benchmarks), search }];
  });
}

const mostSearched = 30;
const leastSide = 3;
/** Steps of the exact search before it gives up; never reached on tables of ordinary size. */
const mostSteps = 2_000_000;

/** Models as bits, 32 a word. */
type Bits = Uint32Array;

interface Found {
  readonly columns: readonly number[];
  readonly models: Bits;
  readonly area: number;
}

function growGreedily(columns: readonly Bits[]): Found | null {
  let best: Found | null = null;
  for (let first = 0; first < Math.min(columns.length, mostSearched); first++) {
    let chosen = [first];
    let models = columns[first]!;
    for (;;) {
      let next = -1;
      let most = 0;
      for (const [at, column] of columns.entries()) {
        if (chosen.includes(at)) continue;
        const shared = size(and(models, column));
        if (shared > most) [next, most] = [at, shared];
      }
      if (next < 0 || most < leastSide) break;
      chosen = [...chosen, next];
      models = and(models, columns[next]!);
      const area = chosen.length * most;
      if (chosen.length >= leastSide && area > (best?.area ?? 0)) best = { columns: chosen, models, area };
    }
  }
  return best;
}

function searchExactly(columns: readonly Bits[], known: Found | null): Found | null {
  let best = known;
  let steps = 0;
  const visit = (from: number, chosen: readonly number[], models: Bits | null): void => {
    for (let at = from; at < columns.length && steps < mostSteps; at++) {
      steps++;
      const shared = models === null ? columns[at]! : and(models, columns[at]!);
      const rows = size(shared);
      const mostColumns = chosen.length + 1 + (columns.length - at - 1);
      if (rows < leastSide || rows * mostColumns <= (best?.area ?? 0)) continue;
      const grown = [...chosen, at];
      const area = grown.length * rows;
      if (grown.length >= leastSide && area > (best?.area ?? 0)) best = { columns: grown, models: shared, area };
      visit(at + 1, grown, shared);
    }
  };
  visit(0, [], null);
  return best;
}

function shares(view: MaskedView, models: readonly number[], benchmarks: readonly number[]): [number, number, number] {
  const rows = models.map((model) => {
    const { start, index, value } = view.rows;
    const own = new Map<number, number>();
    for (let k = start[model]!; k < start[model + 1]!; k++) own.set(index[k]!, value[k]!);
    return benchmarks.map((benchmark) => own.get(benchmark)!);
  });
  const standardised = benchmarks.map((_benchmark, j) => {
    const column = rows.map((row) => row[j]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const sd = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
    return column.map((value) => (sd < 1e-8 ? 0 : (value - mean) / sd));
  });
  const singular = singularValues(matrixFromRows(models.map((_model, i) => standardised.map((column) => column[i]!))));
  const total = singular.reduce((sum, value) => sum + value ** 2, 0);
  const upTo = (rank: number) => singular.subarray(0, rank).reduce((sum, value) => sum + value ** 2, 0) / total;
  return [upTo(1), upTo(2), upTo(3)];
}

function modelsWith({ columns, models }: MaskedView, benchmark: number): Bits {
  const bits = new Uint32Array(Math.ceil(models.length / 32));
  for (let k = columns.start[benchmark]!; k < columns.start[benchmark + 1]!; k++) {
    const model = columns.index[k]!;
    bits[model >> 5]! |= 1 << (model & 31);
  }
  return bits;
}

function and(a: Bits, b: Bits): Bits {
  return a.map((word, i) => word & b[i]!);
}

function size(bits: Bits): number {
  let count = 0;
  for (let word of bits) {
    for (; word !== 0; word &= word - 1) count++;
  }
  return count;
}

function* members(bits: Bits): Iterable<number> {
  for (let i = 0; i < bits.length * 32; i++) if ((bits[i >> 5]! >>> (i & 31)) & 1) yield i;
}
