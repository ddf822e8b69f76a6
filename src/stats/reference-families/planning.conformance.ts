import {
  averageD,
  cohenD,
  glassDelta,
  hedgesG,
  hedgesVariance,
  smallSampleFactor,
} from "../effects/standardised-difference.ts";
import { tDetectable, tPower, tSampleSize, zPower } from "../planning/t-power.ts";
import { findRoot } from "../special/find-root.ts";
import { type Equivalence, tostPaired, tostWelch } from "../verdict/tost.ts";
import type { ReferenceFamily } from "./family.conformance.ts";

export const planningFamilies: Record<string, ReferenceFamily> = {
  effect: {
    notOurs: ["J_approx"],
    tolerance: 1e-6,
    compute: ({ x, y }, data) => {
      const [a, b] = [data[x]!, data[y]!];
      const { value, ci } = cohenD(a, b);
      return {
        cohen_d: value,
        J_exact: smallSampleFactor(a.length + b.length - 2),
        hedges_g: hedgesG(a, b).value,
        glass_delta_y_sd: glassDelta(a, b),
        d_av: averageD(a, b),
        d_ci95_nct: [ci!.low, ci!.high],
        g_var_HO: hedgesVariance(value!, a.length, b.length),
      };
    },
  },
  power: {
    tolerance: 1e-6,
    compute: ({ d, alpha, alternative }) => {
      const side = alternative === "larger" ? ("greater" as const) : ("two-sided" as const);
      const options = (design: "paired" | "unpaired", ratio = 1) => ({ design, alpha, alternative: side, ratio });
      const size = (power: number, design: "paired" | "unpaired", ratio = 1) =>
        tSampleSize(d, power, options(design, ratio))!.exact;
      const normal = (n: number) => zPower(d * Math.sqrt(n / 2), { alpha, alternative: side }) - 0.8;
      return {
        n_paired_power80: size(0.8, "paired"),
        n_ind_power80: size(0.8, "unpaired"),
        n_paired_power90: size(0.9, "paired"),
        n_ind_power90: size(0.9, "unpaired"),
        n_ind_ratio2_power80: size(0.8, "unpaired", 2),
        power_paired_n15: tPower(d, 15, options("paired")),
        power_ind_n15: tPower(d, 15, options("unpaired")),
        n_normal_ind_power80: findRoot(normal, 1, 1e6, 1e-9),
      };
    },
  },
  mde: {
    tolerance: 1e-6,
    // the root of noncentral t power to 30 digits
    corrected: { "0.735619833135854": 0.735621069597668 },
    compute: ({ n, alpha, power }) => ({
      mde_paired: tDetectable(n, power, { design: "paired", alpha }),
      mde_ind: tDetectable(n, power, { design: "unpaired", alpha }),
    }),
  },
  "tost.paired": { compute: ({ x, y, low, upp }, data) => equivalence(tostPaired(data[x]!, data[y]!, [low, upp])) },
  "tost.ind_welch": { compute: ({ x, y, low, upp }, data) => equivalence(tostWelch(data[x]!, data[y]!, [low, upp])) },
};

function equivalence({ p, lower, upper }: Equivalence) {
  return { p, lower: [lower.statistic, lower.p, lower.df], upper: [upper.statistic, upper.p, upper.df] };
}
