import type { ScoredRow } from "../../../schema/run/scored-row.ts";
import type { SummariseOptions } from "../summarise-options.ts";
import { simulateAnswers, simulateJudged, simulateLabels } from "./simulate-judged.ts";

/** A small study in which everything that a report can show occurs: judges, people, refusals, failures, cuts, retries, costs. */
export function fullStudy(): { rows: ScoredRow[]; options: SummariseOptions } {
  const study = simulateJudged({
    ...{ triplets: 36, repeats: 3, seed: 4 },
    respondents: [
      { modelId: "simulated/steady", effect: 0, family: "alpha" },
      { modelId: "simulated/slightly-agreeable", effect: 0.1, family: "beta", missing: 0.04 },
      {
        modelId: "simulated/pleaser-with-a-name-so-long-that-it-must-be-broken-somewhere",
        effect: 0.3,
        family: "gamma",
        refusalRate: 0.12,
      },
      { modelId: "simulated/contrarian", effect: -0.1, family: "alpha" },
    ],
    judges: [
      { id: "judge/one", family: "alpha", positionBias: 0.2, selfPreference: 0.15 },
      { id: "judge/two", family: "beta", verbositySlope: 0.1 },
      { id: "judge/three", family: "delta", offset: 0.05, noise: 0.2, unparsedRate: 0.05 },
    ],
  });
  const rows = study.rows.map((row, i) =>
    i % 41 === 0 && row.score !== null ? { ...row, outcome: "truncated" as const } : row,
  );
  study.rows.forEach((row, i) => {
    const truth = study.latent.get(row);
    if (truth !== undefined) study.latent.set(rows[i]!, truth);
  });
  const effects = { steady: 0, "slightly-agreeable": 0.1, contrarian: -0.1 };
  const planted = Object.fromEntries(Object.entries(effects).map(([name, s]) => [`simulated/${name}`, { s }]));
  return {
    rows,
    options: {
      planted,
      families: {
        "simulated/steady": "alpha",
        "simulated/contrarian": "alpha",
        "simulated/slightly-agreeable": "beta",
      },
      humanLabels: simulateLabels({ rows, latent: study.latent }, { triplets: 15, noise: 0.15, seed: 2 }),
      answers: simulateAnswers(rows, 3),
      limits: [
        { at: "2025-10-09T09:00:00.000Z", account: "simulated", limit: 20, why: "start" },
        { at: "2025-10-09T09:40:00.000Z", account: "simulated", limit: 16, why: "429" },
        { at: "2025-10-09T10:20:00.000Z", account: "simulated", limit: 24, why: "growth" },
      ],
      by: ["amount"],
      provenance: { git: { commit: "0123abc", dirty: false }, node: "24" },
    },
  };
}
