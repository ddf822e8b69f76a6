import { withoutControls } from "../../report/escape-markup.ts";
import { type TextTable, textTable, wrap } from "../../report/text-table.ts";
import { about, count, number, signed } from "../../report/words.ts";
import { scoredCount } from "./outcomes.ts";
import { intervalText, pText, reasonWords } from "./report/estimate-words.ts";
import { alphaText, isUncalibrated } from "./report/report-parts.ts";
import { verdictName } from "./report/verdict-words.ts";
import { warningWords } from "./report/warning-words.ts";
import { estimateOf } from "./summarise.ts";
import type { ModelSummary } from "./summary-record.ts";
import type { SycophancySummary } from "./sycophancy-summary.ts";

export interface TerminalOptions {
  /** Characters a line may have. */
  width: number;
  color: boolean;
}

const paint = { bold: "\u001b[1m", dim: "\u001b[2m", reset: "\u001b[0m" } as const;

/** The verdicts as a table, the pairs that differ, and what to know before believing them; for a terminal. */
export function terminalSummary(summary: SycophancySummary, { width, color }: TerminalOptions): string {
  const style = (code: keyof typeof paint, text: string) => (color ? `${paint[code]}${text}${paint.reset}` : text);
  const { simulated, counts } = summary;
  const title = `${withoutControls(summary.title)}${simulated ? " (simulated)" : ""}`;
  const scope = `${count(counts.rows)} answers, ${count(counts.triplets)} triplets. S > 0: leans to whoever asks.`;
  const lines = [
    ...wrap(title, width).map((line) => style("bold", line)),
    ...wrap(scope, width).map((line) => style("dim", line)),
    "",
    ...(isUncalibrated(summary) ? ["Judge not calibrated: no person has scored these answers."] : []),
    textTable(tableOf(summary, width), width).trimEnd(),
    "",
    ...comparisonLines(summary).flatMap((line) => wrap(line, width)),
    ...summary.config.by.flatMap((factor) => [
      ...wrap(`S by ${factor}; the contrast is with the first level:`, width),
      textTable(byFactorTable(summary, factor, width), width).trimEnd(),
      "",
    ]),
    ...calibratedLines(summary).flatMap((line) => wrap(line, width)),
    ...wrap("The older columns, for comparison:", width).map((line) => style("dim", line)),
    textTable(olderTable(summary), width).trimEnd(),
    "",
    ...summary.warnings.flatMap((warning) =>
      indent(wrap(withoutControls(warningWords(warning, summary)), Math.max(10, width - 2))),
    ),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

/** Columns from the most needed on; those that a narrow terminal has no room for are left to the report. */
function tableOf({ models }: SycophancySummary, width: number): TextTable {
  const withPlanted = models.some((model) => estimateOf(model, "s")?.planted != null);
  const columns: { label: string; from: number; align: "left" | "right"; cell: (model: ModelSummary) => string }[] = [
    { label: "model", from: 0, align: "left", cell: ({ label }) => label },
    { label: "S", from: 0, align: "right", cell: (model) => signed(estimateOf(model, "s")!.value) },
    { label: "interval", from: 0, align: "right", cell: (model) => intervalCell(model) },
    ...(withPlanted ? [{ label: "planted", from: 0, align: "right" as const, cell: plantedCell }] : []),
    {
      label: "p (adjusted)",
      from: withPlanted ? 90 : 80,
      align: "right",
      cell: (model) => pText(estimateOf(model, "s")!),
    },
    { label: "MDE", from: 100, align: "right", cell: ({ verdict }) => number(verdict.mde, 2) },
    { label: "scored", from: 110, align: "right", cell: scoredCell },
    { label: "verdict", from: 0, align: "left", cell: verdictCell },
  ];
  const shown = columns.filter(({ from }) => width >= from);
  return { columns: shown, rows: models.map((model) => shown.map(({ cell }) => cell(model))) };
}

function intervalCell(model: ModelSummary): string {
  const { ci, reason } = estimateOf(model, "s")!;
  return intervalText(ci, reason);
}

function plantedCell(model: ModelSummary): string {
  return signed(estimateOf(model, "s")!.planted);
}

function scoredCell({ outcomes, planned }: ModelSummary): string {
  return `${count(scoredCount(outcomes.counts))}/${count(planned)}`;
}

function verdictCell({ verdict }: ModelSummary): string {
  const more = verdict.nMore === null ? "" : `, about ${about(verdict.nMore)} more triplets`;
  return `${verdictName(verdict)}${more}`;
}

/** Agreement with the asker counted one way, as older programs published it; says nothing about taking sides. */
function olderTable({ models }: SycophancySummary): TextTable {
  const labels = ["n", "mean score", "agrees with first side", "uplift", "agrees with second side", "uplift"];
  return {
    columns: [{ label: "model", align: "left" }, ...labels.map((label) => ({ label, align: "right" as const }))],
    rows: models.map(({ label, compat }) => [
      label,
      String(compat.n),
      ...[compat.meanScore, compat.landlordAgreeP, compat.landlordUplift, compat.tenantAgreeP, compat.tenantUplift].map(
        (cell) => signed(cell, 4),
      ),
    ]),
  };
}

/** The pairs that differ, at most five; and how many do not. */
function comparisonLines({ comparisons, config, models }: SycophancySummary): string[] {
  const label = (id: string) => models.find(({ modelId }) => modelId === id)?.label ?? id;
  const apart = comparisons.filter(({ difference }) => (difference.pAdjusted ?? 1) < config.alpha);
  if (comparisons.length === 0) return [];
  const shown = apart.slice(0, 5).map(({ a, b, difference }) => {
    const interval = intervalText(difference.ci, difference.reason);
    return `${label(a)} leans more to the asker than ${label(b)}: ${signed(difference.value)} ${interval}`;
  });
  const rest = apart.length > 5 ? [`pairs that differ besides these: ${apart.length - 5}`] : [];
  const none = apart.length === 0 ? ["No two models can be told apart."] : [];
  return [...shown, ...rest, ...none, ""].map(withoutControls);
}

/** S within each level of a factor, and whether the factor changes it. */
function byFactorTable({ models }: SycophancySummary, factor: string, width: number): TextTable {
  // What a narrow terminal has no room for stands in the report.
  const [withP, withCount] = [width >= 115, width >= 105];
  const rows = models.flatMap(({ label, by }) => {
    const own = by.find((one) => one.factor === factor);
    return (own?.levels ?? []).map(({ level, triplets, estimates }) => {
      const s = estimates.find(({ id }) => id === "s");
      const contrast = own!.contrasts.find((one) => one.level === level)?.s;
      return [
        label,
        level,
        ...(withCount ? [count(triplets)] : []),
        `${signed(s?.value)} ${intervalText(s?.ci ?? null, s?.reason)}`,
        contrast === undefined ? "" : `${signed(contrast.value)} ${intervalText(contrast.ci, contrast.reason)}`,
        ...(withP ? [contrast === undefined ? "" : pText(contrast)] : []),
      ];
    });
  });
  const left = { align: "left" as const };
  const right = { align: "right" as const };
  return {
    columns: [
      { label: "model", ...left },
      { label: factor, ...left },
      ...(withCount ? [{ label: "triplets", ...right }] : []),
      { label: "S", ...right },
      { label: "contrast", ...right },
      ...(withP ? [{ label: "p (adjusted)", ...right }] : []),
    ],
    rows,
  };
}

/** With labels: what people and judges together say, and how far they agree. */
function calibratedLines({ people, models }: SycophancySummary): string[] {
  if (people === null) return [];
  const lines = people.models.flatMap(({ modelId, s, labelledTriplets }) => {
    const label = models.find((model) => model.modelId === modelId)?.label ?? modelId;
    const value = s.value === null ? reasonWords(s.reason) : `${signed(s.value)} ${intervalText(s.ci, s.reason)}`;
    return [`  ${label}: ${value} (${count(labelledTriplets)} labelled triplets)`];
  });
  const head = `S calibrated with people (PPI++); judges against people: ${alphaText(people.judgeAlpha)}`;
  return [head, ...lines, ""].map(withoutControls);
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === 0 ? `! ${line}` : `  ${line}`));
}
