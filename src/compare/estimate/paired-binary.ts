import { mean } from "../../stats/describe/moments.ts";
import { mcnemar, newcombePaired, tango } from "../../stats/proportions/paired-proportions.ts";
import type { Pair } from "../align.ts";
import { decidingTest, type EstimateOptions, emptyFinding, type Finding, figuresOf, recordOf } from "./finding.ts";
import { unfitting } from "./interval-method.ts";

/** Discordant items from which the mid-p variant is nearer to its level than the exact test. */
const midPFrom = 25;

/** Difference of two shares over the same items, all 0 or 1: Tango's limits, McNemar's test. */
export function pairedShares(pairs: readonly Pair[], options: EstimateOptions): Finding {
  const count = (subject: number, reference: number) =>
    pairs.filter((pair) => pair.subject === subject && pair.reference === reference).length;
  const [both, b, c, neither] = [count(1, 1), count(1, 0), count(0, 1), count(0, 0)];
  const n = pairs.length;
  const method = options.ci ?? "tango";
  if (method !== "tango" && method !== "newcombe") throw unfitting(method, ["tango", "newcombe"]);
  const estimateAt = (level: number) =>
    method === "tango" ? tango(b, c, n, { level }) : newcombePaired(both, b, c, neither, { level });
  const { value, se, reason, ci } = estimateAt(options.level);
  const test = mcnemar(b, c, { variant: b + c < midPFrom ? "exact" : "mid-p" });
  const second =
    method === "tango"
      ? newcombePaired(both, b, c, neither, { level: options.level })
      : tango(b, c, n, { level: options.level });
  return {
    ...emptyFinding,
    subject: mean(pairs.map(({ subject }) => subject)),
    reference: mean(pairs.map(({ reference }) => reference)),
    delta: value,
    se,
    intervalAt: (level) => recordOf(estimateAt(level).ci),
    second: recordOf(second.ci),
    ...decidingTest(test, 0),
    method: `${ci?.method ?? method}; ${test.method}`,
    units: { name: "items", n },
    tests: [figuresOf(`${test.method}, b ${b}, c ${c}`, test)],
    reason: reason ?? (se === null ? "no-variation" : null),
    notes: b + c === 0 ? ["The two sides agree on every item."] : [],
  };
}
