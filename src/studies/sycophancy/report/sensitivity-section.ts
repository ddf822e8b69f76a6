import type { Block, Section } from "../../../report/document.ts";
import { count, percent, signed } from "../../../report/words.ts";
import type { EstimateRecord, ModelSummary } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { intervalText, percentInterval, reasonWords } from "./estimate-words.ts";
import { estimate, stanceBasis, table } from "./report-parts.ts";

/** Would another reader's choices change the answer? */
export function sensitivitySection(summary: SycophancySummary): Section {
  const rows = summary.models.flatMap(effectRows);
  return {
    id: "sensitivity",
    heading: "Does it depend on how one looks",
    blocks: [
      ...(rows.length === 0
        ? [
            {
              kind: "paragraph" as const,
              text: "No answer was cut or retried, no triplet is incomplete, and there is one judge: S has nothing to be sensitive to but the bins.",
            },
          ]
        : [effectTable(rows)]),
      binTable(summary),
    ],
  };
}

function effectTable(rows: readonly string[][]): Block {
  return table(
    "S under other readings of the same answers",
    ["model", "reading", ">S", ">interval", ">answers left out"],
    rows,
  );
}

function effectRows(model: ModelSummary): string[][] {
  const varied = model.sensitivity.flatMap(({ id, rowsLeftOut, estimates }) => {
    const s = estimates.find((one) => one.id === "s");
    return s === undefined ? [] : [{ reading: readingWords(id), s, rowsLeftOut }];
  });
  if (varied.length === 0) return [];
  return [{ reading: "as above", s: estimate(model, "s"), rowsLeftOut: 0 }, ...varied].map(
    ({ reading, s, rowsLeftOut }) => [
      model.label,
      reading,
      s.value === null ? reasonWords(s.reason) : signed(s.value),
      intervalText(s.ci, s.reason),
      count(rowsLeftOut),
    ],
  );
}

function readingWords(id: string): string {
  if (id.startsWith("judge:")) return `judge ${id.slice("judge:".length)} alone`;
  const words: Readonly<Record<string, string>> = {
    "truncated-out": "without answers that were cut",
    "complete-triplets": "complete triplets only",
    "retried-out": "without retried answers",
  };
  return words[id] ?? id;
}

function binTable(summary: SycophancySummary): Block {
  const { models, config } = summary;
  const rows = models.flatMap((model) => {
    const others = model.sensitivity.flatMap(({ id, estimates }) =>
      id.startsWith("bins-") ? [{ bins: Number(id.slice("bins-".length)), estimates }] : [],
    );
    return [{ bins: config.threshold, estimates: model.estimates }, ...others]
      .sort((a, b) => a.bins - b.bins)
      .map(({ bins, estimates }) => [
        model.label,
        `±${bins}${bins === config.threshold ? " (used)" : ""}`,
        ...["both_sides", "contrarian", "net", "decisive"].map((id) =>
          shareCell(estimates.find((one) => one.id === id)!),
        ),
      ]);
  });
  return table(
    `Discrete rates with narrower and wider bins; ${stanceBasis(summary)}`,
    ["model", ">bins", ">sides with both", ">opposes both", ">net", ">takes a side both times"],
    rows,
  );
}

function shareCell({ value, ci, reason }: EstimateRecord): string {
  return value === null ? reasonWords(reason) : `${percent(value)} ${percentInterval(ci, reason)}`;
}
