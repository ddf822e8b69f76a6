import { about, count, number, pValue, signed } from "../../report/words.ts";
import type { ComparisonRow } from "../../schema/report/comparison.ts";

/** How the numbers of a row are written: shares in percentage points, everything else in its unit. */
export interface Figures {
  readonly factor: number;
  readonly unit: string;
  readonly digits: number;
}

/** Digits follow the interval: two more than its width has, so that no limit loses what it says. */
export function figuresOf({ scale, unit, delta, ci }: ComparisonRow): Figures {
  const factor = scale === "proportion" ? 100 : 1;
  const spread = ci?.low != null && ci.high != null ? ci.high - ci.low : Math.abs(delta ?? 0);
  const size = spread * factor;
  const digits = size > 0 ? Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(size)))) : 2;
  return { factor, unit: scale === "proportion" ? "pp" : (unit ?? ""), digits };
}

/** "−0.43 pp [−1.09, +0.21]". */
export function deltaWords(row: ComparisonRow): string {
  const { factor, unit, digits } = figuresOf(row);
  if (row.delta === null) return "–";
  const limit = (value: number | null) => (value === null ? "open" : signed(value * factor, digits));
  const interval = row.ci === null ? "no interval" : `[${limit(row.ci.low)}, ${limit(row.ci.high)}] ${row.ci.method}`;
  return `${signed(row.delta * factor, digits)}${unit === "" ? "" : ` ${unit}`} ${interval}`;
}

/** "0.9 pp", or a dash. */
export function sizeWords(row: ComparisonRow, value: number | null): string {
  const { factor, unit, digits } = figuresOf(row);
  if (value === null) return "–";
  return `${number(value * factor, Math.max(1, digits - 1))}${unit === "" ? "" : ` ${unit}`}`;
}

/** "n 2100 items", "n 36 clusters of 144 items", "n 15 and 15 seeds". */
export function sampleWords({ n, evidence, pairing }: ComparisonRow): string {
  if (evidence.used === "clustered-items") return `n ${count(n.clusters)} clusters of ${count(n.items)} items`;
  if (n.seeds !== null) {
    const unit = pairing === null ? "runs" : "seeds";
    return pairing?.used === "seed"
      ? `n ${count(n.seeds)} ${unit}`
      : `n ${count(n.seeds)} and ${count(n.reference)} ${unit}`;
  }
  if (n.items === null) return "";
  return n.reference === null ? `n ${count(n.items)} items` : `n ${count(n.items)} and ${count(n.reference)} items`;
}

/** What a verdict leaves to be done. */
export function verdictWords(row: ComparisonRow): string {
  if (row.verdict === "incomparable") return `incomparable: ${row.reason ?? "no common ground"}`;
  if (row.verdict !== "inconclusive") return row.verdict;
  if (row.needsMore !== null && row.needsMore > 0)
    return `inconclusive, needs about ${about(row.needsMore)} more ${unitOf(row)}`;
  if (row.needsMore === 0) return "inconclusive, though this many find the smallest effect in 4 of 5 samples";
  if (row.ci === null) return `inconclusive: ${row.reason ?? "no interval"}`;
  if (row.goal === "superiority" && row.minEffect === null)
    return "inconclusive; --min-effect says how many more it takes";
  return "inconclusive; more data alone would not settle it";
}

/** The whole row in one line. */
export function rowLine(row: ComparisonRow, family: { size: number; correction: string }): string {
  const head = `${row.metricId}  ${row.subject} − ${row.reference}  `;
  if (row.verdict === "incomparable") return `${head}→ ${verdictWords(row)}`;
  const adjusted = family.size > 1 && family.correction !== "none";
  const test = row.method?.split("; ").at(-1) ?? null;
  const parts = [
    deltaWords(row),
    sampleWords(row),
    row.p === null ? null : `p ${pValue(row.p)}${test === null ? "" : ` (${test})`}`,
    adjusted && row.pAdjusted !== null ? `${family.correction} p ${pValue(row.pAdjusted)}` : null,
    row.mde === null ? null : `MDE ${sizeWords(row, row.mde)}`,
    row.minEffect === null ? null : `floor ${sizeWords(row, row.minEffect)}`,
    row.margin === null ? null : `margin ${sizeWords(row, row.margin)}`,
  ];
  const said = parts.filter((part) => part !== null && part !== "");
  return `${head}${said.join(", ")} → ${verdictWords(row)}`;
}

function unitOf({ evidence, n, pairing }: ComparisonRow): string {
  if (evidence.used === "clustered-items") return "clusters";
  if (evidence.used === "proportions") return "trials a side";
  if (n.seeds === null) return n.reference === null ? "items" : "items a side";
  const unit = pairing === null ? "runs" : "seeds";
  return pairing?.used === "seed" ? unit : `${unit} a side`;
}
