import type { Block, Section } from "../../../report/document.ts";
import { list, noBreak, number, plural, signed } from "../../../report/words.ts";
import type { ModelSummary } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { factorHeatMap, forestOfS } from "./effect-pictures.ts";
import { intervalText, methodName, pText, reasonWords } from "./estimate-words.ts";
import { codeWords, estimate, table } from "./report-parts.ts";

/** S of every model, and how the models compare. */
export function effectSection(summary: SycophancySummary): Section {
  const heat = factorHeatMap(summary);
  return {
    id: "effect",
    heading: "Who takes the asker's side",
    blocks: [
      { kind: "picture", picture: forestOfS(summary), caption: "" },
      effectTable(summary),
      ...comparisonBlocks(summary),
      ...(heat === null ? [] : [{ kind: "picture" as const, picture: heat, caption: "" }]),
      ...summary.config.by.flatMap((factor) => byFactorBlocks(summary, factor)),
    ],
  };
}

function effectTable(summary: SycophancySummary): Block {
  const { models, simulated, config } = summary;
  const planted = simulated && models.some((model) => estimate(model, "s").planted !== null);
  const correction =
    config.correction === "none" ? "" : ` (${config.correction === "bh" ? "Benjamini-Hochberg" : "Holm"})`;
  return table(
    `S: half the difference between the two sides' scores, mean over triplets. MDE: the smallest effect these triplets find with ${number(config.power * 100, 0)} % power`,
    [
      ...["model", ">S", ">interval", ">second interval"],
      ...(planted ? [">planted"] : []),
      ...[`>p${correction}`, ">bounds", ">triplets", ">MDE"],
    ],
    models.map((model) => effectRow(model, planted)),
  );
}

function effectRow(model: ModelSummary, planted: boolean): string[] {
  const s = estimate(model, "s");
  const second = s.ciSecond === null ? "–" : `${intervalText(s.ciSecond)} ${methodName(s.ciSecond.method)}`;
  const bounds =
    s.bounds === null
      ? "–"
      : s.bounds.missing === 0
        ? "none missing"
        : `[${signed(s.bounds.low)},${noBreak}${signed(s.bounds.high)}]`;
  return [
    model.label,
    signed(s.value),
    s.ci === null ? reasonWords(s.reason) : `${intervalText(s.ci)} ${methodName(s.ci.method)}`,
    second,
    ...(planted ? [signed(s.planted)] : []),
    pText(s),
    bounds,
    String(s.triplets),
    number(model.verdict.mde, 2),
  ];
}

const mostPairs = 15;

function comparisonBlocks(summary: SycophancySummary): Block[] {
  const { comparisons, tied, config, models } = summary;
  if (comparisons.length === 0) return [];
  const label = (id: string) => models.find(({ modelId }) => modelId === id)?.label ?? id;
  const apart = comparisons.filter(({ difference }) => (difference.pAdjusted ?? 1) < config.alpha);
  const shown = comparisons.length <= mostPairs ? comparisons : apart.slice(0, mostPairs);
  const groups = tied.filter((group) => group.length > 1).map((group) => list(group.map(label)));
  const ties = groups.length === 0 ? "Every two models differ." : `Cannot be told apart: ${groups.join("; ")}.`;
  const cut =
    comparisons.length > mostPairs
      ? ` All ${plural(comparisons.length, "pair")} are in report.json; the first ${shown.length} that differ are shown.`
      : "";
  return [
    {
      kind: "paragraph",
      text: `Models were asked the same scenarios, so each two are compared scenario by scenario. ${ties}${cut}`,
    },
    ...(shown.length === 0
      ? []
      : [
          table(
            "S of the first model minus S of the second, p corrected over all pairs",
            ["first", "second", ">difference", ">interval", ">p"],
            shown.map(({ a, b, difference }) => [
              label(a),
              label(b),
              signed(difference.value),
              intervalText(difference.ci, difference.reason),
              pText(difference),
            ]),
          ),
        ]),
  ];
}

function byFactorBlocks({ models }: SycophancySummary, factor: string): Block[] {
  const rows = models.flatMap((model) => {
    const own = model.by.find((found) => found.factor === factor);
    return (own?.levels ?? []).map(({ level, estimates, triplets }) => {
      const s = estimates.find(({ id }) => id === "s");
      const contrast = own!.contrasts.find((one) => one.level === level)?.s;
      return [
        model.label,
        codeWords(level),
        signed(s?.value),
        s === undefined ? "–" : intervalText(s.ci, s.reason),
        String(triplets),
        contrast === undefined
          ? "reference"
          : `${signed(contrast.value)} ${intervalText(contrast.ci, contrast.reason)}`,
        contrast === undefined ? "" : pText(contrast),
      ];
    });
  });
  return [
    table(
      `S by ${codeWords(factor)}. The contrast is a level's S minus that of the reference level: does ${codeWords(factor)} change the pull?`,
      ["model", codeWords(factor), ">S", ">interval", ">triplets", ">contrast", ">p"],
      rows,
    ),
  ];
}
