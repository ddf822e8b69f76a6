import { clusteredWilson, wilson } from "../../stats/index.ts";
import { intervalRecordOf } from "./estimate-record.ts";
import type { IntervalRecord } from "./summary-record.ts";

/** With fewer triplets than this that have the event (or lack it), resamples know too few different outcomes. */
const fewEvents = 10;

/**
 * A score interval for a share of triplets that few of them have, or null where a bootstrap has enough to go on. One
 * event in 36 must not look surer than none: resampling it gives [0, 8 %], where Wilson gives none [0, 10 %].
 *
 * values: what each triplet adds, in [0, 1], repeats already averaged; a difference of two shares, in [−1, 1], is `signed`.
 * Shares get Wilson's interval at the effective number of triplets (at most all of them), differences Newcombe's hybrid
 * of the two shares' (1998, method 8 without correlation).
 */
export function scoreIntervalOfRate(
  values: readonly number[],
  { signed, level }: { signed: boolean; level: number },
): IntervalRecord | null {
  if (values.length < 2) return null;
  const events = (counts: (value: number) => boolean) => values.filter(counts).length;
  if (!signed) {
    if (
      Math.min(
        events((value) => value > 0),
        events((value) => value < 1),
      ) >= fewEvents
    )
      return null;
    return shareOf(values, level);
  }
  if (events((value) => value !== 0) >= fewEvents) return null;
  const [more, less] = [1, -1].map((sign) => values.map((value) => Math.max(0, sign * value)));
  const [a, b] = [shareOf(more!, level), shareOf(less!, level)];
  const [p, q] = [mean(more!), mean(less!)];
  const low = p - q - Math.hypot(p - a.low, b.high - q);
  const high = p - q + Math.hypot(a.high - p, q - b.low);
  return { low, high, level, method: "Newcombe", sides: "two" };
}

/** Yes or no in each triplet: the plain interval. Shares of repeats: the clustered one, of no more than all triplets. */
function shareOf(values: readonly number[], level: number): IntervalRecord {
  const plain = values.every((value) => value === 0 || value === 1);
  const found = plain
    ? wilson(values.filter((value) => value === 1).length, values.length, { level })
    : clusteredWilson(values, new Array(values.length).fill(1), { level });
  return intervalRecordOf(found.ci!);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
