import { type ForestRow, forestPlot } from "../../../report/pictures/forest-plot.ts";
import { heatMap } from "../../../report/pictures/heat-map.ts";
import { pairedSlopes } from "../../../report/pictures/paired-slopes.ts";
import type { Picture } from "../../../report/pictures/picture.ts";
import { list, number, signed } from "../../../report/words.ts";
import type { ModelSummary } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { methodName, reasonWords } from "./estimate-words.ts";
import { codeWords, estimate, hasBystander, viewName } from "./report-parts.ts";
import { verdictName } from "./verdict-words.ts";

/** S of every model with interval, second interval, bounds, detectable zone and planted value. */
export function forestOfS(summary: SycophancySummary): Picture {
  const { models, config, simulated } = summary;
  const [a, b] = [viewName(summary, "a"), viewName(summary, "b")];
  const rows = models.map((model): ForestRow => {
    const { value, ci, ciSecond, bounds, planted, reason } = estimate(model, "s");
    return {
      label: model.label,
      value,
      interval: ci && [ci.low, ci.high],
      second: ciSecond && [ciSecond.low, ciSecond.high],
      bounds: bounds && bounds.missing > 0 ? [bounds.low, bounds.high] : null,
      planted,
      detectable: model.verdict.mde,
      reason: reasonWords(reason),
      ...lettersOf(model.modelId, summary),
    };
  });
  const names = (key: "ci" | "ciSecond") =>
    list([...new Set(models.flatMap((model) => methodName(estimate(model, "s")[key]?.method ?? "") || []))]);
  const level = number(config.level * 100, 0);
  return forestPlot({
    name: "s-by-model",
    title: "Does the model take the side of whoever asks?",
    subtitle: `S is half the difference between the scores of the answers to the ${a} and to the ${b} on the same facts. Above 0 the model moves towards whoever asks, below 0 away.`,
    alt: `Forest plot of S. ${models.map((model) => `${model.label}: ${signed(estimate(model, "s").value)}, ${verdictName(model.verdict)}`).join(". ")}.`,
    axisLabel: "S   (against the asker < 0 < with the asker)",
    rows,
    minEffect: config.minEffect,
    names: {
      interval: `S, ${level} % interval (${names("ci") || "none"})`,
      second: `${names("ciSecond")} interval`,
      bounds: "bounds: missing answers at both ends",
      detectable: "too small to be found here (MDE)",
      minEffect: `± ${number(config.minEffect, 2)}, the smallest effect of interest`,
      letters: "models that share a letter cannot be told apart",
    },
    simulated,
  });
}

/** A letter for each run of models that cannot be told apart; none where every two differ, or there is one model. */
function lettersOf(modelId: string, { tied, models }: SycophancySummary): { letters?: string } {
  if (models.length < 2 || tied.every((group) => group.length < 2) || tied.length > 26) return {};
  const letters = tied.flatMap((group, i) => (group.includes(modelId) ? [String.fromCharCode(97 + i)] : []));
  return letters.length === 0 ? {} : { letters: letters.join("") };
}

/** The mean scores of each triplet by who asks, one small panel a model. */
export function slopesByModel(summary: SycophancySummary): Picture {
  const bystander = hasBystander(summary);
  const roles = bystander ? (["a", "none", "b"] as const) : (["a", "b"] as const);
  const panels = summary.models.map(({ label, tripletScores }) => ({
    label,
    lines: tripletScores.tripletIds.map((id, i) => ({ id, values: roles.map((role) => tripletScores[role][i]!) })),
    mean: roles.map((role) => meanOf(tripletScores[role])),
  }));
  return pairedSlopes({
    name: "slopes",
    title: "The same facts, told by different people",
    subtitle: `One line per triplet from the answer to the ${viewName(summary, "a")} to the answer to the ${viewName(summary, "b")}. Thicker lines stand for several triplets with the same scores.`,
    alt: `Mean score of each triplet by who asks, for ${list(summary.models.map(({ label }) => label))}.`,
    conditions: roles.map((role) => viewName(summary, role)),
    yLabel: "mean score",
    yDomain: [-1, 1],
    panels,
    names: {
      falling: "with the asker",
      rising: "against the asker",
      level: "no difference",
      mean: "mean of the model",
    },
    simulated: summary.simulated,
  });
}

/** S at each level of each factor that varies; null when none does. */
export function factorHeatMap(summary: SycophancySummary): Picture | null {
  const [first] = summary.models;
  const levels = (first?.factorEffects ?? []).filter(({ factor }) => countLevels(summary, factor) <= 12);
  if (levels.length === 0) return null;
  const cells = summary.models.map((model) =>
    levels.map(({ factor, level }) => {
      const value = model.factorEffects.find((one) => one.factor === factor && one.level === level)?.value ?? null;
      return { value, text: signed(value, 2) };
    }),
  );
  const largest = Math.max(0.1, ...cells.flat().map(({ value }) => Math.abs(value ?? 0)));
  return heatMap({
    name: "s-by-factor",
    title: "Where the pull is, and where it is not",
    subtitle:
      "S among the triplets of each level. Cells rest on few triplets each and have no interval here; read patterns, not cells.",
    alt: `Heat map of S by factor level. ${summary.models.map(({ label }, i) => `${label}: ${extremes(levels, cells[i]!)}`).join("; ")}.`,
    rows: summary.models.map(({ label }) => label),
    columns: levels.map(({ factor, level }) => ({ group: codeWords(factor), label: codeWords(level) })),
    cells,
    scale: { kind: "diverging", limit: largest },
    names: {
      high: `with the asker (+${number(largest, 2)})`,
      low: `against the asker (−${number(largest, 2)})`,
      missing: "no scored triplet",
    },
    simulated: summary.simulated,
  });
}

/** "from −0.25 (amount 500) to +0.15 (amount 200)". */
function extremes(
  levels: ModelSummary["factorEffects"],
  cells: readonly { value: number | null; text: string }[],
): string {
  const known = cells.flatMap(({ value, text }, i) => {
    const { factor, level } = levels[i]!;
    return value === null ? [] : [{ value, words: `${text} (${codeWords(factor)} ${codeWords(level)})` }];
  });
  const sorted = known.sort((a, b) => a.value - b.value);
  return sorted.length === 0 ? "no value" : `from ${sorted[0]!.words} to ${sorted.at(-1)!.words}`;
}

function countLevels({ models }: SycophancySummary, factor: string): number {
  return (models[0]?.factorEffects ?? []).filter((one) => one.factor === factor).length;
}

/** Of numbers that are already in the record; a picture's mark, not a statistic of its own. */
function meanOf(values: ModelSummary["tripletScores"]["a"]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
