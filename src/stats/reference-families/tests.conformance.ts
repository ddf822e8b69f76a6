import { combinePValues } from "../hypothesis/combine-p-values.ts";
import { kendall, pearson, spearman } from "../hypothesis/correlation.ts";
import { binomialTest, fisherExact, twoProportionZ } from "../hypothesis/count-tests.ts";
import { hodgesLehmann, hodgesLehmannShift } from "../hypothesis/hodges-lehmann.ts";
import { kolmogorovSmirnov } from "../hypothesis/kolmogorov-smirnov.ts";
import { mannWhitney } from "../hypothesis/mann-whitney.ts";
import { andersonDarling, dagostinoPearson, jarqueBera } from "../hypothesis/normality.ts";
import { anova, bartlett, flignerKilleen, friedman, kruskalWallis, levene } from "../hypothesis/several-groups.ts";
import { shapiroP, shapiroWilk } from "../hypothesis/shapiro-wilk.ts";
import { stochasticOrderViolation } from "../hypothesis/stochastic-order.ts";
import { wilcoxonSignedRank } from "../hypothesis/wilcoxon.ts";
import { oneSampleT, pairedDifferences, pairedT, pooledT, welch } from "../means/t-tests.ts";
import { type Adjustment, adjustPValues } from "../multiplicity/adjust-p-values.ts";
import { permutationTest } from "../permutation/permutation-test.ts";
import { signFlipTest } from "../permutation/sign-flip-test.ts";
import { mcnemar } from "../proportions/paired-proportions.ts";
import { agrestiCoull, clopperPearson, jeffreys, wilson } from "../proportions/proportion-intervals.ts";
import type { Interval } from "../records.ts";
import type { ReferenceFamily } from "./family.conformance.ts";

const limits = (ci: Interval | null) => [ci?.low ?? null, ci?.high ?? null];
const differences = (x: string, y: string, data: Record<string, number[]>) => pairedDifferences(data[x]!, data[y]!);

const adjustmentNames = { "simes-hochberg": "hochberg", fdr_bh: "bh", fdr_by: "by" } as const;

function adjusted(name: string): ReferenceFamily {
  const method = (adjustmentNames as Record<string, Adjustment>)[name] ?? (name as Adjustment);
  return {
    compute: ({ p, alpha }) => {
      const result = adjustPValues(p, { method });
      return { adjusted: result, reject: result.map((value) => (value! <= alpha ? 1 : 0)) };
    },
  };
}

export const testFamilies: Record<string, ReferenceFamily> = {
  ttest_rel: {
    compute: ({ x, y, alternative }, data) => {
      const { estimate, test } = pairedT(data[x]!, data[y]!, { alternative });
      return { t: test.statistic, p: test.p, df: test.df, ci: limits(estimate.ci) };
    },
  },
  ttest_ind: {
    compute: ({ x, y, equal_var, alternative }, data) => {
      const run = equal_var ? pooledT : welch;
      const { test } = run(data[x]!, data[y]!, { alternative });
      const { estimate } = run(data[x]!, data[y]!);
      const { value: diff, se, ci } = estimate;
      return { t: test.statistic, p: test.p, df: test.df, diff, se, ci95_two_sided: limits(ci) };
    },
  },
  ttest_1samp: {
    compute: ({ x, mu }, data) => {
      const { test } = oneSampleT(data[x]!, { nullValue: mu });
      return { t: test.statistic, p: test.p };
    },
  },
  wilcoxon: {
    compute: ({ x, y, mode, correction, alternative }, data) => {
      const d = differences(x, y, data);
      const method = mode === "approx" ? "normal" : "exact";
      const { statistic, p, ties, n } = wilcoxonSignedRank(d, { method, alternative, continuity: correction === 1 });
      const smaller = Math.min(statistic!, (n * (n + 1)) / 2 - statistic!);
      return { stat: alternative === "two-sided" ? smaller : statistic, W_plus: statistic, p, n_ties: ties };
    },
  },
  mwu: {
    compute: ({ x, y, alternative, use_continuity, exact }, data) => {
      const method = exact ? "exact" : "normal";
      const { statistic, p } = mannWhitney(data[x]!, data[y]!, {
        method,
        alternative,
        continuity: use_continuity === 1,
      });
      const share = statistic! / (data[x]!.length * data[y]!.length);
      return { U1: statistic, p, A12: share, cliffs_delta: 2 * share - 1 };
    },
  },
  "mwu.67.exact": {
    compute: (inputs, data) => testFamilies["mwu"]!.compute({ ...inputs, exact: true }, data, null),
  },
  "mwu.exact_dp_ties": {
    compute: ({ x, y }, data) => {
      const p = (options: object) => mannWhitney(data[x]!, data[y]!, options).p;
      return {
        greater: p({ alternative: "greater" }),
        less: p({ alternative: "less" }),
        two_sided_doubled: p({}),
        two_sided_abs: p({ convention: "absolute" }),
      };
    },
  },
  "hodges_lehmann.paired": {
    compute: ({ x, y }, data) => {
      const { value, ci } = hodgesLehmann(differences(x, y, data));
      return { estimate: value, ci95: limits(ci), achieved_level: ci?.level };
    },
  },
  "hodges_lehmann.two_sample": {
    compute: ({ x, y }, data) => ({ estimate: hodgesLehmannShift(data[x]!, data[y]!).value }),
  },
  sign_test: {
    compute: ({ k, n }) => ({
      p: binomialTest(k, n).p,
      cp_ci: limits(clopperPearson(k, n).ci),
      wilson_ci: limits(wilson(k, n).ci),
    }),
  },
  perm_paired_exact: {
    compute: ({ x, y }, data) => {
      const d = differences(x, y, data);
      return {
        p_greater: signFlipTest(d, { alternative: "greater" }).p,
        p_less: signFlipTest(d, { alternative: "less" }).p,
        p_two_sided_abs: signFlipTest(d, { convention: "absolute" }).p,
        p_two_sided_doubled: signFlipTest(d).p,
        n_perm: 2 ** d.length,
        obs: signFlipTest(d).statistic,
      };
    },
  },
  perm_ind_exact: {
    compute: ({ x, y }, data) => {
      const run = (options: object) => permutationTest(data[x]!, data[y]!, options);
      return {
        p_greater: run({ alternative: "greater" }).p,
        p_less: run({ alternative: "less" }).p,
        p_two_sided_doubled: run({}).p,
        p_two_sided_abs: run({ convention: "absolute" }).p,
        obs: run({}).statistic,
      };
    },
    notOurs: ["n_perm"],
  },
  "perm_ind_exact.scipy": {
    compute: ({ x, y }, data) => ({ p_two_sided: permutationTest(data[x]!, data[y]!).p }),
    notOurs: ["n"],
  },
  "multitest.bonferroni": adjusted("bonferroni"),
  "multitest.sidak": adjusted("sidak"),
  "multitest.holm": adjusted("holm"),
  "multitest.holm-sidak": adjusted("holm-sidak"),
  "multitest.simes-hochberg": adjusted("simes-hochberg"),
  "multitest.hommel": adjusted("hommel"),
  "multitest.fdr_bh": adjusted("fdr_bh"),
  "multitest.fdr_by": adjusted("fdr_by"),
  "combine.fisher": combined("fisher"),
  "combine.stouffer": combined("stouffer"),
  "combine.tippett": combined("tippett"),
  "combine.pearson": combined("pearson"),
  normality: {
    absolute: { W: 1e-6, p: 1e-6 },
    // W is in single precision there, so p is compared at that W; ours at our own W differs by what that costs.
    compute: ({ x }, data, expected) => {
      const values = data[x]!;
      const [w, k2, jb] = [shapiroWilk(values), dagostinoPearson(values), jarqueBera(values)];
      return {
        W: w.statistic,
        p: shapiroP(expected.W, values.length),
        dagostino_k2: k2.statistic,
        dagostino_p: k2.p,
        jb: jb.statistic,
        jb_p: jb.p,
        anderson_A2: andersonDarling(values).statistic,
      };
    },
  },
  "levene.mean": twoGroups((groups) => levene(groups, { centre: "mean" })),
  "levene.median": twoGroups((groups) => levene(groups)),
  bartlett: twoGroups(bartlett),
  fligner: twoGroups((groups) => flignerKilleen(groups, { tieTolerance: 0 })),
  ks2: {
    compute: ({ x, y }, data) => {
      const { statistic, p } = kolmogorovSmirnov(data[x]!, data[y]!, { ties: "ignore" });
      return { D: statistic, p };
    },
  },
  "corr.pearson": correlated(pearson),
  "corr.spearman": correlated(spearman),
  "corr.kendall": correlated(kendall),
  anova: severalGroups("F", anova),
  kruskal: severalGroups("H", kruskalWallis),
  friedman: severalGroups("chi2", friedman),
  prop: {
    compute: ({ k, n }) => ({
      agresti_coull: limits(agrestiCoull(k, n).ci),
      beta: limits(clopperPearson(k, n).ci),
      wilson: limits(wilson(k, n).ci),
      jeffreys: limits(jeffreys(k, n).ci),
    }),
    notOurs: ["normal"],
  },
  "prop2.z": {
    compute: ({ k, n }) => {
      const { statistic, p } = twoProportionZ(k[0], n[0], k[1], n[1]);
      return { z: statistic, p };
    },
  },
  fisher: {
    compute: ({ t }) => {
      const { statistic, p } = fisherExact(t);
      return { or: statistic, p };
    },
  },
  "mcnemar.exact": {
    compute: ({ t }) => ({ stat: Math.min(t[0][1], t[1][0]), p: mcnemar(t[0][1], t[1][0]).p }),
  },
  "mcnemar.cc": {
    compute: ({ t }) => {
      const { statistic, p } = mcnemar(t[0][1], t[1][0], { variant: "asymptotic", continuity: true });
      return { stat: statistic, p };
    },
  },
  "aso.violation_ratio": {
    compute: (_, data) => ({
      eps_a_over_b: order(data["cand15"]!, data["ctl15"]!),
      eps_b_over_a: order(data["ctl15"]!, data["cand15"]!),
    }),
  },
  "aso.b7_a6": {
    compute: (_, data) => ({
      eps_a_over_b: order(data["b7"]!, data["a6"]!),
      eps_skew_over_cand: order(data["skew15"]!, data["cand15"]!),
    }),
  },
};

function order(a: number[], b: number[]): number | null {
  return stochasticOrderViolation(a, b, { grid: 1000 }).value;
}

function combined(method: "fisher" | "stouffer" | "tippett" | "pearson"): ReferenceFamily {
  return {
    compute: ({ p }) => {
      const { statistic, p: combinedP } = combinePValues(p, { method });
      return { stat: statistic, p: combinedP };
    },
  };
}

function twoGroups(run: (groups: number[][]) => { statistic: number | null; p: number | null }): ReferenceFamily {
  return {
    compute: ({ x, y }, data) => {
      const { statistic, p } = run([data[x]!, data[y]!]);
      return { stat: statistic, p };
    },
  };
}

function severalGroups(
  name: string,
  run: (groups: number[][]) => { statistic: number | null; p: number | null },
): ReferenceFamily {
  return {
    compute: ({ g }, data) => {
      const { statistic, p } = run((g as string[]).map((key) => data[key]!));
      return { [name]: statistic, p };
    },
  };
}

function correlated(
  run: (a: number[], b: number[]) => { estimate: { value: number | null }; test: { p: number | null } },
): ReferenceFamily {
  return {
    compute: ({ x, y }, data) => {
      const { estimate, test } = run(data[x]!, data[y]!);
      return { r: estimate.value, p: test.p };
    },
  };
}
