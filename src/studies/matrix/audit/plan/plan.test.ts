import { describe, expect, test } from "vitest";
import { benchmarkNames } from "../queries/benchmark-names.ts";
import {
  type AuditPlan,
  exploratoryReason,
  frozenPlan,
  type Hypothesis,
  parsePlan,
  planHash,
  planText,
} from "./audit-plan.ts";
import { bundledPlan } from "./bundled-plan.ts";
import { type HypothesisEvidence, judgeHypothesis } from "./judge-hypotheses.ts";

describe("a plan", () => {
  test("that is bundled carries its own hash", () => {
    expect(bundledPlan.sha256).toBe(planHash(bundledPlan));
    expect(exploratoryReason(bundledPlan)).toBeNull();
  });

  test("survives the disk with its hash, whatever the order of its keys", () => {
    const text = planText(bundledPlan);
    expect(exploratoryReason(parsePlan(text, "plan.json"))).toBeNull();
    const { schema, ...rest } = JSON.parse(text);
    expect(exploratoryReason(parsePlan(JSON.stringify({ ...rest, schema }), "plan.json"))).toBeNull();
  });

  test("is exploratory when it was changed after it was frozen, or never was", () => {
    const changed: AuditPlan = { ...bundledPlan, bins: { ...bundledPlan.bins, "data.n_models": [80] } };
    expect(exploratoryReason(changed)).toContain("changed after it was frozen");
    expect(exploratoryReason({ ...bundledPlan, frozenAt: null, sha256: null })).toContain("never frozen");
    const refrozen = frozenPlan({ ...changed }, "2026-12-01T00:00:00.000Z");
    expect(exploratoryReason(refrozen)).toBeNull();
  });

  test("with an unknown key is refused by name", () => {
    const text = planText(bundledPlan).replace('"text"', '"txt"');
    expect(() => parsePlan(text, "plan.json")).toThrow(/txt|text/);
  });
});

const names = benchmarkNames([]);
const share = (condition: Hypothesis["condition"]): Hypothesis => ({
  ...{ id: "H", text: "t", subset: "successful", condition },
  statistic: { kind: "share", rule: { op: "le", field: "rank", value: 3 } },
});
const evidence = (yes: number, no: number, failed = 0): HypothesisEvidence => ({
  facts: [...Array<object>(yes).fill({ rank: 1 }), ...Array<object>(no).fill({ rank: 9 })] as never,
  failed,
  jaccard: { value: 0.4, low: 0.3, high: 0.5, n: yes + no },
  topFork: { id: "T2_x", tier: 2, fields: ["data.n_models", "data_discovery.n_models_raw"], q: 0.01 },
});

describe("a hypothesis", () => {
  test.each([
    [95, 5, 0, "holds"],
    [40, 60, 0, "fails"],
    [78, 22, 0, "inconclusive"],
    // Wilson by hand: 95 of 130 with all 30 failed against it is 0.731 [0.648, 0.800].
    [95, 5, 30, "inconclusive"],
    [5, 0, 0, "not testable"],
    [0, 5, 0, "not testable"],
  ])("at least 75 %% with %d yes, %d no and %d failed %s", (yes, no, failed, verdict) => {
    const judged = judgeHypothesis(share({ op: "ge", value: 0.75 }), evidence(yes, no, failed), names);
    expect(judged.verdict).toBe(verdict);
    expect(judged.observed).toBeCloseTo(yes / (yes + no), 12);
  });

  test("about a mean holds inside its range, fails outside, and is open across its edge", () => {
    const about = (value: [number, number]): Hypothesis => ({
      ...{ id: "H", text: "t", subset: "successful", statistic: { kind: "mean_jaccard" } },
      condition: { op: "between", value },
    });
    const verdict = (low: number, high: number) => judgeHypothesis(about([low, high]), evidence(3, 3), names).verdict;
    expect([verdict(0.2, 0.6), verdict(0.6, 0.9), verdict(0.35, 0.6)]).toEqual(["holds", "fails", "inconclusive"]);
    const none = { ...evidence(3, 3), jaccard: { value: null, low: null, high: null, n: 1 } };
    expect(judgeHypothesis(about([0.2, 0.6]), none, names).verdict).toBe("not testable");
  });

  test("about the top fork asks for tier and fields, and for more than chance", () => {
    const fork = bundledPlan.hypotheses.find(({ id }) => id === "H4")!;
    const base = evidence(3, 3);
    const with_ = (change: object) =>
      judgeHypothesis(fork, { ...base, topFork: { ...base.topFork!, ...change } }, names).verdict;
    expect(with_({})).toBe("holds");
    expect(with_({ q: 0.4 })).toBe("inconclusive");
    expect(with_({ tier: 3 })).toBe("fails");
    expect(with_({ fields: ["rank_analysis.method"] })).toBe("fails");
    expect(with_({ fields: null })).toBe("inconclusive");
    expect(judgeHypothesis(fork, { ...base, topFork: null }, names).verdict).toBe("not testable");
  });
});
