import type { AuditPlan } from "./audit-plan.ts";

const lowRank = ["low-rank", "low dimensional", "low-dimensional"];

/** What the bundled queries are held to, and five expectations about independent analyses of one public table. */
export const bundledPlan: AuditPlan = {
  schema: "assay/audit-plan@1",
  seed: 20260227,
  bins: {
    "metrics.canonical_mae": [5, 10, 20],
    "prediction.overall_mae": [5, 10, 20],
    "rank_analysis.effective_rank": [1, 2, 3, 4, 5],
    "benchmark_selection.n_selected": [1, 5, 6, 10, 11],
    "data.missing_fraction": [0.4, 0.6],
  },
  hypotheses: [
    {
      id: "H1",
      text: "At least 75 % of the analyses find an effective rank of 3 or less.",
      statistic: { kind: "share", rule: { op: "le", field: "rank_analysis.effective_rank", value: 3 } },
      condition: { op: "ge", value: 0.75 },
      subset: "successful",
    },
    {
      id: "H2",
      text: "The mean Jaccard overlap of the selected benchmarks lies between 0.2 and 0.6.",
      statistic: { kind: "mean_jaccard" },
      condition: { op: "between", value: [0.2, 0.6] },
      subset: "successful",
    },
    {
      id: "H3",
      text: "At least 80 % of the analyses reach a canonical MAE below 10.",
      statistic: { kind: "share", rule: { op: "lt", field: "metrics.canonical_mae", value: 10 } },
      condition: { op: "ge", value: 0.8 },
      subset: "successful",
    },
    {
      id: "H4",
      text: "The query that matters most to agreement is about preprocessing.",
      statistic: { kind: "top_fork" },
      condition: { op: "fork", tier: 2, reads: "data" },
      subset: "successful",
    },
    {
      id: "H5",
      text: "At least 90 % of the analyses claim that the table has low rank.",
      statistic: {
        kind: "share",
        rule: {
          op: "or",
          rules: [
            { op: "contains_any", field: "methodology_notes", terms: lowRank },
            { op: "contains_any", field: "rank_analysis.justification", terms: lowRank },
          ],
        },
      },
      condition: { op: "ge", value: 0.9 },
      subset: "successful",
    },
  ],
  frozenAt: "2026-11-21T12:00:00Z",
  sha256: "70d4e74a70d393ad0e3a062bd5dc774d4c5511912e4704c0f3804047b715d45f",
};
