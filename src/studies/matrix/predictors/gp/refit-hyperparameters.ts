import type { CellList } from "./cell-list.ts";
import { defaultHyperparameters, type GpHyperparameters, type GpKernel } from "./gp-kernel.ts";
import { minimise } from "./lbfgs.ts";
import { logLikelihood } from "./likelihood.ts";

const names = Object.keys(defaultHyperparameters) as readonly (keyof GpHyperparameters)[];
/** Standard deviation of a hyperparameter's logarithm about that of its default. */
const priorSd = 1.5;
const step = 1e-5;

export interface Refitted {
  readonly hyper: GpHyperparameters;
  readonly converged: boolean;
}

/**
 * The hyperparameters under which `values` are likeliest, each drawn to its default by a normal prior on its logarithm.
 * `kernelOf` makes the kernel; its own derivatives are taken by central differences, which cost next to nothing beside the
 * likelihood's.
 */
export function refitHyperparameters(
  kernelOf: (hyper: GpHyperparameters) => GpKernel,
  cells: CellList,
  values: Float64Array,
  { maxRounds = 40, signal }: { readonly maxRounds?: number; readonly signal?: AbortSignal | undefined } = {},
): Refitted {
  const start = Float64Array.from(names, (name) => Math.log(defaultHyperparameters[name]));
  const negative = (x: Float64Array) => {
    const { value, ...pulls } = logLikelihood(kernelOf(hyperparametersAt(x)), cells, values);
    const away = x.map((entry, k) => (entry - start[k]!) / priorSd);
    const gradient = away.map((entry, k) => {
      const moved = (by: number) => kernelOf(hyperparametersAt(x.with(k, x[k]! + by)));
      const [up, down] = [moved(step), moved(-step)];
      const change =
        pulled(pulls.models, up.models, down.models) +
        pulled(pulls.benchmarks, up.benchmarks, down.benchmarks) +
        pulled(pulls.noise, up.noise, down.noise) +
        pulls.level * (up.level - down.level);
      return entry / priorSd - change / (2 * step);
    });
    return { value: away.reduce((sum, entry) => sum + entry ** 2 / 2, 0) - value, gradient };
  };
  const { x, converged } = minimise(start, negative, { tolerance: 0.05, maxRounds, signal });
  return { hyper: hyperparametersAt(x), converged };
}

function hyperparametersAt(logs: Float64Array): GpHyperparameters {
  return Object.fromEntries(names.map((name, k) => [name, Math.exp(logs[k]!)])) as unknown as GpHyperparameters;
}

function pulled(pull: Float64Array, up: Float64Array, down: Float64Array): number {
  return pull.reduce((sum, weight, k) => sum + weight * (up[k]! - down[k]!), 0);
}
