import type { Picture } from "../../../report/pictures/picture.ts";
import { seriesCurves } from "../../../report/pictures/series-curves.ts";
import { textTable } from "../../../report/text-table.ts";
import { number, percent } from "../../../report/words.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Selection, SelectionStep } from "../select/select-benchmarks.ts";

type Named = Pick<ScoreTable, "benchmarks">;

/** The order, what it buys on models that had no part in it, and how stable it is. */
export function selectionText(
  { method, order, cost, steps, stability }: Selection,
  table: Named,
  width: number,
): string {
  const name = (j: number | undefined) => (j === undefined ? "none" : table.benchmarks[j]!.name);
  const rows = steps
    .slice(0, order.length + 1)
    .map((step) => [
      String(step.k),
      step.k === 0 ? "–" : name(order[step.k - 1]),
      number(step.error, 2),
      step.low === null ? "–" : `[${number(step.low, 2)}, ${number(step.high, 2)}]`,
      number(step.unprobed, 2),
      number(step.inSample, 2),
      number(step.random.median, 2),
      number(step.coverage, 2),
    ]);
  const often = [...stability.frequency].toSorted(([, a], [, b]) => b - a).slice(0, Math.max(5, order.length));
  return [
    `${method}${cost === null ? "" : `, cost ${number(cost, 2)}`}; errors in normalised points on scores that are no probes\n`,
    textTable(
      {
        columns: [
          { label: "k", align: "right" },
          { label: "probe added", align: "left" },
          { label: "error", align: "right" },
          { label: "interval", align: "right" },
          { label: "no probe", align: "right" },
          { label: "in-sample*", align: "right" },
          { label: "random", align: "right" },
          { label: "coverage", align: "right" },
        ],
        rows,
      },
      width,
    ),
    "error: probes chosen on four fifths of the models and judged on the rest, so they differ from fold to fold; random and",
    "coverage: judged alike; no probe: the same scores, predicted without any. * chosen and judged on the same models: too good.",
    `Chosen by ${stability.draws} draws of models: ${often.map(([j, share]) => `${name(j)} ${percent(share, 0)}`).join(", ")}; mean Jaccard ${number(stability.jaccard, 2)}`,
    "",
  ].join("\n");
}

export function selectionPicture({ method, steps }: Selection, simulated: boolean): Picture {
  const curve = (label: string, pick: (step: SelectionStep) => number | null, band = false) => ({
    label,
    points: steps.flatMap((step) => {
      const y = pick(step);
      return y === null ? [] : [{ x: step.k, y, low: band ? step.low : null, high: band ? step.high : null }];
    }),
  });
  return seriesCurves({
    name: "selection",
    title: `What ${method} probes tell of other scores`,
    subtitle:
      "Mean error on scores that are no probes, by number of probes. The scored cells change with the probes, so compare curves at one k; the band is a bootstrap interval over models.",
    alt: "Held-out error by number of probes, with in-sample, random and coverage baselines",
    xLabel: "probes",
    yLabel: "mean error, normalised points",
    series: [
      curve("held out", ({ error }) => error, true),
      curve("same scores, no probe", ({ unprobed }) => unprobed),
      curve("in-sample (optimistic)", ({ inSample }) => inSample),
      curve("random, median", ({ random }) => random.median),
      curve("random, best", ({ random }) => random.best),
      curve("top coverage", ({ coverage }) => coverage),
    ],
    simulated,
  });
}
