import type { Block, Section } from "../../../report/document.ts";
import { count, number, percent } from "../../../report/words.ts";
import type { ModelSummary } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { latencyOverTime, timeAndCost } from "./diagnostic-pictures.ts";
import { table } from "./report-parts.ts";

/** Where the numbers come from and what they cost. */
export function originSection(summary: SycophancySummary): Section {
  const pictures = [timeAndCost(summary), latencyOverTime(summary)].flatMap((picture) => picture ?? []);
  return {
    id: "origin",
    heading: "Where this comes from, and what it cost",
    blocks: [
      costTable(summary),
      ...pictures.map((picture) => ({ kind: "picture" as const, picture, caption: "" })),
      configTable(summary),
      ...provenanceBlocks(summary),
    ],
  };
}

function costTable({ models }: SycophancySummary): Block {
  const usd = (value: number | null) => (value === null ? "not known" : number(value, 4));
  return table(
    "Cost in USD; unknown is unknown, never 0",
    ["model", ">answers", ">judges", ">answers asked again"],
    models.map(({ label, costUsd, outcomes, rows }: ModelSummary) => [
      label,
      usd(costUsd.answers),
      usd(costUsd.judges),
      outcomes.retried === null
        ? "not known"
        : `${count(outcomes.retried)} (${percent(rows === 0 ? null : outcomes.retried / rows)})`,
    ]),
  );
}

function configTable({ config, suite, runs }: SycophancySummary): Block {
  const facts: [string, string][] = [
    ["runs", runs.map(({ runId, rows }) => `${runId} (${count(rows)} rows)`).join(", ")],
    ["suite", suite ?? "not recorded"],
    ["bins", `±${config.threshold}`],
    ["intervals", `${config.ci}, level ${config.level}`],
    ["draws", `${count(config.resamples)} bootstrap, ${count(config.permutations)} sign flips, seed ${config.seed}`],
    ["correction", config.correction],
    ["smallest effect of interest", number(config.minEffect, 3)],
    ["triplets used", config.completeTriplets ? "complete ones only" : "all, each estimand with its own views"],
    ["truncated answers", config.outcomes.truncated === "score" ? "scored" : "left out"],
    ["refused answers", config.outcomes.refused === "bound" ? "bounded" : "left out of the bounds"],
  ];
  return table("How it was computed", ["setting", "value"], facts);
}

function provenanceBlocks({ provenance }: SycophancySummary): Block[] {
  if (provenance === null) return [];
  const facts = flatten(provenance, "").slice(0, 40);
  return facts.length === 0 ? [] : [table("What the runs recorded about their making", ["key", "value"], facts)];
}

/** A JSON value as lines of path and value. */
function flatten(value: unknown, path: string): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, part]) => flatten(part, path === "" ? key : `${path}.${key}`));
}
