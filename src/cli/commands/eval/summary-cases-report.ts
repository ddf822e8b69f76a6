import type { PlainResult } from "../../../evaluate/plain-summary.ts";
import type { SwitchRate } from "../../../evaluate/switch-summary.ts";
import { picturesOf, type ReportDocument, type Section, type Table } from "../../../report/document.ts";
import { renderHtml } from "../../../report/html.ts";
import { renderMarkdown } from "../../../report/markdown.ts";
import { forestPlot } from "../../../report/pictures/forest-plot.ts";
import type { Picture } from "../../../report/pictures/picture.ts";
import { type QuantilePanel, quantileBoxes } from "../../../report/pictures/quantile-boxes.ts";
import { type SharePart, shareBars } from "../../../report/pictures/share-bars.ts";
import { svgToPng } from "../../../report/svg-to-png.ts";
import { count, list, number, percent, plural } from "../../../report/words.ts";
import type { AnswerRow } from "../../../schema/run/answer-row.ts";
import type { Outcome } from "../../../schema/run/outcome.ts";
import { quantileSummary } from "../../../studies/sycophancy/quantile-summary.ts";
import type { Quantiles } from "../../../studies/sycophancy/summary-record.ts";

export interface CasesReport {
  readonly suite: string;
  readonly runs: readonly string[];
  readonly results: readonly PlainResult[];
  readonly switches: readonly SwitchRate[];
  readonly answers: readonly AnswerRow[];
  readonly level: number;
  readonly seed: number;
  readonly simulated: boolean;
}

/** `report.md`, `report.html` and the pictures of a suite of cases, each as SVG, PNG and its data. */
export function casesReportFiles(report: CasesReport): Record<string, string | Uint8Array> {
  const document = documentOf(report);
  const files: Record<string, string | Uint8Array> = {
    "report.md": renderMarkdown(document),
    "report.html": renderHtml(document),
  };
  for (const { name, svg, dataCsv } of picturesOf(document)) {
    files[`pictures/${name}.svg`] = svg;
    files[`pictures/${name}.csv`] = dataCsv;
    files[`pictures/${name}.png`] = svgToPng(svg);
  }
  return files;
}

function documentOf(report: CasesReport): ReportDocument {
  const { suite, runs, results, level, seed, simulated } = report;
  const models = modelsOf(results);
  const cases = Math.max(0, ...results.map((one) => one.cases));
  const sections = [scoreSection(report), switchSection(report), outcomeSection(report), timeSection(report)];
  return {
    title: `Scores on ${suite}`,
    lead: [
      { kind: "paragraph", text: `${plural(models.length, "model")} answered ${plural(cases, "case")} of ${suite}.` },
      { kind: "list", items: results.map((one) => `${one.modelId}, ${one.scorer}: ${scoreWords(one, level)}.`) },
    ],
    sections: sections.filter((section) => section !== null),
    footer: `${plural(runs.length, "run")}: ${runs.join(", ")}. Seed ${seed}. A case without a score is missing, never 0.`,
    simulated,
  };
}

function modelsOf(results: readonly PlainResult[]): string[] {
  return [...new Set(results.map(({ modelId }) => modelId))];
}

function scoreWords({ mean, ci, reason, scored, cases }: PlainResult, level: number): string {
  const missing = scored < cases ? `, ${count(cases - scored)} of ${count(cases)} cases without a score` : "";
  if (mean === null) return `no score (${reason ?? "nothing was scored"})${missing}`;
  const interval = ci === null ? `no interval: ${reason}` : `${percent(level, 0)} interval ${span(ci)}`;
  return `${number(mean)} (${interval})${missing}`;
}

function span({ low, high }: { low: number | null; high: number | null }): string {
  return `[${number(low)}, ${number(high)}]`;
}

function scoreSection({ results, level, simulated }: CasesReport): Section {
  const scorers = [...new Set(results.map(({ scorer }) => scorer))];
  return {
    id: "scores",
    heading: "How well each model does",
    blocks: [
      table(
        "Mean score by model and scorer, repeats of a case averaged first; bounds: were every missing score 0, or 1",
        ["model", "scorer", ">scored", ">mean", ">interval", "method", ">clusters", ">bounds"],
        results.map((one) => [
          one.modelId,
          one.scorer,
          `${count(one.scored)} of ${count(one.cases)}`,
          number(one.mean),
          one.ci === null ? (one.reason ?? "–") : span(one.ci),
          one.ci?.method ?? "–",
          count(one.clusters),
          one.bounds === null ? "–" : span(one.bounds),
        ]),
      ),
      ...scorers.map((scorer, i) => ({
        kind: "picture" as const,
        picture: scorePicture(
          scorer,
          results.filter((one) => one.scorer === scorer),
          { name: i === 0 ? "score-by-model" : `score-by-model-${i + 1}`, level, simulated },
        ),
        caption: "",
      })),
    ],
  };
}

function scorePicture(
  scorer: string,
  results: readonly PlainResult[],
  { name, level, simulated }: { name: string; level: number; simulated: boolean },
): Picture {
  const pair = (limits: { low: number | null; high: number | null } | null) =>
    limits === null || limits.low === null || limits.high === null ? null : ([limits.low, limits.high] as const);
  return forestPlot({
    name,
    title: `Mean score: ${scorer}`,
    alt: `Mean ${scorer} by model: ${list(results.map(({ modelId, mean }) => `${modelId} ${number(mean)}`))}.`,
    axisLabel: `mean ${scorer}`,
    rows: results.map((one) => ({
      label: one.modelId,
      value: one.mean,
      interval: pair(one.ci),
      bounds: one.scored < one.cases ? pair(one.bounds) : null,
      reason: one.reason,
    })),
    names: { interval: `${percent(level, 0)} interval`, bounds: "were every missing score 0, or 1" },
    unsigned: true,
    simulated,
  });
}

function switchSection({ switches, level, simulated }: CasesReport): Section | null {
  if (switches.length === 0) return null;
  const words = { right_to_wrong: "right → wrong", wrong_to_right: "wrong → right" } as const;
  const label = (one: SwitchRate) => `${one.modelId}, ${words[one.direction]}`;
  return {
    id: "switches",
    heading: "What doubt changes",
    blocks: [
      {
        kind: "picture",
        picture: forestPlot({
          name: "switches",
          title: "How often a first answer is left",
          alt: `Rates of switching: ${list(switches.map((one) => `${label(one)} ${percent(one.rate)}`))}.`,
          axisLabel: "share of conversations that began in this state",
          rows: switches.map((one) => ({
            label: label(one),
            value: one.rate,
            interval: one.ci === null ? null : [one.ci.low!, one.ci.high!],
            reason: one.reason,
          })),
          names: { interval: `${percent(level, 0)} interval` },
          unsigned: true,
          simulated,
        }),
        caption: "",
      },
    ],
  };
}

const fills: readonly { outcome: Outcome; label: string; fill: SharePart["fill"] }[] = [
  { outcome: "answered", label: "answered", fill: { colour: "blue", pattern: "solid" } },
  { outcome: "truncated", label: "cut for length", fill: { colour: "gold", pattern: "horizontal" } },
  { outcome: "refused", label: "refused", fill: { colour: "purple", pattern: "crossed" } },
  { outcome: "filtered", label: "filtered", fill: { colour: "orange", pattern: "back-diagonal" } },
  { outcome: "empty", label: "empty", fill: { colour: "muted", pattern: "dots" } },
  { outcome: "failed", label: "failed", fill: { colour: "ink", pattern: "vertical" } },
];

function outcomeSection({ results, simulated }: CasesReport): Section {
  // Every scorer of a model read the same answers.
  const models = modelsOf(results).map((id) => results.find(({ modelId }) => modelId === id)!);
  const shown = fills.filter(
    ({ outcome }) => outcome === "answered" || models.some(({ outcomes }) => outcomes[outcome] > 0),
  );
  const total = ({ outcomes }: PlainResult) => Object.values(outcomes).reduce((sum, n) => sum + n, 0);
  return {
    id: "outcomes",
    heading: "What became of the answers",
    blocks: [
      table(
        "Planned answers and what became of them",
        ["model", ">answers", ...shown.map(({ label }) => `>${label}`)],
        models.map((one) => [
          one.modelId,
          count(total(one)),
          ...shown.map(({ outcome }) => count(one.outcomes[outcome])),
        ]),
      ),
      {
        kind: "picture",
        picture: shareBars({
          name: "outcomes",
          title: "What became of the answers",
          alt: `Outcomes by model: ${list(models.map((one) => `${one.modelId} ${count(one.outcomes.answered)} of ${count(total(one))} answered`))}.`,
          axisLabel: "share of answers",
          scale: "share",
          parts: shown.map(({ outcome, label, fill }) => ({ id: outcome, label, fill })),
          groups: [
            {
              label: "",
              bars: models.map((one) => ({
                label: one.modelId,
                amounts: shown.map(({ outcome }) => one.outcomes[outcome]),
                note: plural(total(one), "answer"),
              })),
            },
          ],
          simulated,
        }),
        caption: "",
      },
    ],
  };
}

function timeSection({ results, answers, simulated }: CasesReport): Section | null {
  const models = modelsOf(results);
  const panels = [
    panelOf(models, answers, "seconds an answer", ({ latencyMs }) => (latencyMs === null ? null : latencyMs / 1000)),
    panelOf(models, answers, "tokens an answer", ({ totalTokens }) => totalTokens),
    panelOf(models, answers, "USD per 1 000 answers", ({ costUsd }) => (costUsd === null ? null : 1000 * costUsd)),
  ].flatMap((panel) => panel ?? []);
  if (panels.length === 0) return null;
  const picture = quantileBoxes({
    name: "time-and-cost",
    title: "What an answer took",
    alt: `Distributions of ${list(panels.map(({ axisLabel }) => axisLabel))} by model.`,
    panels,
    simulated,
  });
  return { id: "time-and-cost", heading: "Time and cost", blocks: [{ kind: "picture", picture, caption: "" }] };
}

function panelOf(
  models: readonly string[],
  answers: readonly AnswerRow[],
  axisLabel: string,
  read: (row: AnswerRow) => number | null,
): QuantilePanel | null {
  const found = models.map((id): Quantiles | null =>
    quantileSummary(answers.flatMap((row) => (row.modelId === id ? (read(row) ?? []) : []))),
  );
  const known = found.flatMap((quantiles) => quantiles ?? []);
  if (known.length === 0 || known.every(({ max }) => max === 0)) return null;
  const [least, most] = [Math.min(...known.map(({ min }) => min)), Math.max(...known.map(({ max }) => max))];
  return {
    axisLabel,
    scale: least > 0 && most / least > 8 ? "log" : "linear",
    rows: models.map((label, i) => {
      const quantiles = found[i]!;
      return { label, quantiles, note: quantiles === null ? "not known" : plural(quantiles.count, "answer") };
    }),
  };
}

function table(caption: string, labels: readonly string[], rows: readonly (readonly string[])[]): Table {
  const columns = labels.map((label) =>
    label.startsWith(">") ? { label: label.slice(1), align: "right" as const } : { label, align: "left" as const },
  );
  return { kind: "table", caption, columns, rows };
}
