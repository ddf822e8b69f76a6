import type { Picture } from "../../../report/pictures/picture.ts";
import { seriesCurves } from "../../../report/pictures/series-curves.ts";
import { textTable } from "../../../report/text-table.ts";
import { number, signed } from "../../../report/words.ts";
import type { BootstrapEstimate } from "../../../stats/bootstrap/bootstrap-options.ts";
import { type Replay, type ReplayStrategy, replayStrategies } from "../next/replay/replay-next.ts";

const labels: Readonly<Record<ReplayStrategy, string>> = {
  next: "next",
  greedy: "one greedy order for all",
  coverage: "most covered first",
  random: "random",
};

/** Whether buying by `next` would have paid, against three other ways to buy. */
export function replayText({ models, strategies, curves, draws, partitions }: Replay, width: number): string {
  const start = curves.next[0]!.error.value;
  const end = curves.next.at(-1)!.error.value;
  return [
    `${models.length} models, each from no score to all it has: mean error ${number(start, 2)} → ${number(end, 2)} points on a third of its scores set apart\n`,
    textTable(
      {
        columns: [
          { label: "bought by", align: "left" },
          { label: "mean error on the way", align: "right" },
          { label: "minus random", align: "right" },
          { label: "95 % interval", align: "right" },
        ],
        rows: replayStrategies.map((strategy) => {
          const { area, minusRandom } = strategies[strategy];
          return [
            labels[strategy],
            number(area.value, 2),
            minusRandom === null ? "–" : signed(minusRandom.value, 2),
            minusRandom?.ci ? `[${number(minusRandom.ci.low, 2)}, ${number(minusRandom.ci.high, 2)}]` : "–",
          ];
        }),
      },
      width,
    ),
    `${verdict(strategies.next.minusRandom!)} Paired over models; ${partitions} partitions into thirds, ${draws} random orders each.\n`,
  ].join("\n");
}

function verdict({ ci }: BootstrapEstimate): string {
  if (ci?.low == null || ci.high === null) return "Too few models to say whether next beats a random order.";
  if (ci.high < 0) return "next beats a random order.";
  return ci.low > 0 ? "next is worse than a random order here." : "next is not shown to beat a random order here.";
}

export function replayPicture({ curves, models }: Replay): Picture {
  return seriesCurves({
    name: "replay",
    title: "What buying scores by next would have brought",
    subtitle: `Mean error on scores that nobody may buy, over ${models.length} models that start without a score; bands are 95 % bootstrap intervals over models, which all curves share: compare the curves by the paired differences.`,
    alt: "Error against the share of cost spent, by way of buying",
    xLabel: "share of the cost of all a model's scores that was spent",
    yLabel: "mean error, normalised points",
    series: replayStrategies.map((strategy) => ({
      label: labels[strategy],
      points: curves[strategy].flatMap(({ spent, error: { value, ci } }) =>
        value === null ? [] : [{ x: spent, y: value, low: ci?.low ?? null, high: ci?.high ?? null }],
      ),
    })),
    simulated: false,
  });
}
