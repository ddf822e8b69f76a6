import { meanOf } from "../describe/moments.ts";
import { pearson } from "../hypothesis/correlation.ts";
import { classicalBoundary, spendingBoundary } from "../sequential/group-sequential.ts";
import { curveFrom } from "../series/curve.ts";
import { curveArea } from "../series/curve-area.ts";
import { linearTrend, theilSen } from "../series/trend.ts";
import type { ReferenceFamily } from "./family.conformance.ts";

export const seriesFamilies: Record<string, ReferenceFamily> = {
  curve: {
    notOurs: ["metta_last25pct_rows"],
    compute: ({ steps, values }) => {
      const curve = curveFrom(steps, values);
      const [first, last] = [steps[0], steps.at(-1)];
      const whole = curveArea(curve, { from: first, to: last }).value!;
      const { estimate, test, intercept } = linearTrend(curve);
      const robust = theilSen(curve);
      return {
        auc_trapz: whole * (last - first),
        auc_norm_full: whole,
        slope_polyfit: estimate.value,
        intercept,
        slope_stderr: estimate.se,
        r: pearson(steps, values).estimate.value,
        p: test.p,
        theil_sen: [robust.value, robust.intercept, robust.ci?.low, robust.ci?.high],
        last5_mean: meanOf(values.slice(-5)),
        auc_last16_norm: curveArea(curve, { from: steps.at(-16), to: last }).value,
      };
    },
  },
  sequential: {
    tolerance: 1e-4,
    compute: ({ alpha, looks }) => {
      const obf = spendingBoundary(looks, { alpha, sides: "total" });
      const pocock = spendingBoundary(looks, { alpha, sides: "total", spending: "pocock" });
      return {
        pocock_c: classicalBoundary("pocock", looks.length, alpha)!.c,
        obf_c: classicalBoundary("obf", looks.length, alpha)!.c,
        ld_obf_z: obf.z,
        ld_obf_cum_alpha: obf.spent,
        ld_pocock_z: pocock.z,
        ld_pocock_cum_alpha: pocock.spent,
        ld_obf_per_side_z: spendingBoundary(looks, { alpha }).z,
      };
    },
  },
};
