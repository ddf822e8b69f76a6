import type { Picture } from "../../../report/pictures/picture.ts";
import { screePlot } from "../../../report/pictures/scree-plot.ts";
import { textTable } from "../../../report/text-table.ts";
import { number } from "../../../report/words.ts";
import { cvMethods } from "../rank/cross-validated-rank.ts";
import type { RankReport } from "../rank/rank-matrix.ts";

const views = { filled: "A filled", masked: "B masked", complete: "C complete" } as const;

/** The table of criteria and the sentence that says why they differ. */
export function rankText(report: RankReport, width: number): string {
  const rows = report.criteria.map(({ title, view, value, rank, assumption, reason }) => [
    title,
    views[view],
    value === null ? "–" : number(value, Number.isInteger(value) ? 0 : 2),
    rank === null ? "–" : String(rank),
    assumption ?? reason ?? "",
  ]);
  const table = textTable(
    {
      columns: [
        { label: "criterion", align: "left" },
        { label: "view", align: "left" },
        { label: "value", align: "right" },
        { label: "rank", align: "right" },
        { label: "note", align: "left" },
      ],
      rows,
    },
    width,
  );
  return `${report.models} models × ${report.benchmarks} benchmarks\n\n${table}\n${whyTheyDiffer(report)}\n`;
}

/** One to three sentences, for the terminal, the report and the summary. */
export function whyTheyDiffer({ criteria, recommended }: RankReport): string {
  const filled = criteria.find(({ id }) => id === "variance-90")?.rank;
  const filling =
    filled === null || filled === undefined
      ? ""
      : `Filling holes with means flattens the spectrum, so that 90 % of the variance takes ${filled} dimensions, while `;
  const rest = `hidden scores are predicted with ${recommended.rank} as well as with more. What counts as the rank depends on what it is for; for prediction it is ${recommended.rank} (${recommended.criterion}).`;
  return filling === "" ? `${rest[0]!.toUpperCase()}${rest.slice(1)}` : `${filling}${rest}`;
}

export function rankPicture(report: RankReport, simulated: boolean): Picture {
  const { crossValidated, parallel } = report;
  return screePlot({
    name: "rank",
    title: "How many dimensions has the table?",
    subtitle:
      "Above: what each criterion says. Middle: singular values of the table filled with means, and what permuted columns give. Below: error on hidden scores, with standard errors over models.",
    alt: `Criteria for the rank, singular values and prediction error; recommended rank ${report.recommended.rank}`,
    singularValues: Array.from(report.singularValues),
    chance: {
      middle: Array.from(parallel.middle),
      limit: Array.from(parallel.limit),
      label: "permuted columns, median to 95th percentile",
    },
    criteria: report.criteria.map(({ title, rank }) => ({ label: title, rank })),
    errors: cvMethods.map((method) => ({
      label: method,
      points: crossValidated.points.filter((point) => point.method === method).toSorted((a, b) => a.rank - b.rank),
    })),
    errorLabel: "error, points",
    simulated,
  });
}
