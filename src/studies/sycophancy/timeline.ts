/// <reference lib="es2024.collection" />
import type { AnswerRow } from "../../schema/run/answer-row.ts";
import { median } from "../../stats/index.ts";
import type { LimitStep } from "./summarise-options.ts";
import type { SycophancySummary } from "./sycophancy-summary.ts";

const bins = 24;

/** Median latency of each model over the run, in equal stretches of time, and the steps of the limits. */
export function timelineOf(answers: readonly AnswerRow[], limits: readonly LimitStep[]): SycophancySummary["timeline"] {
  const timed = answers
    .map(({ modelId, timestampIso, latencyMs }) => ({ modelId, latencyMs, at: Date.parse(timestampIso) }))
    .filter(({ at }) => Number.isFinite(at));
  if (timed.length === 0) return null;
  const start = timed.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const end = timed.reduce((most, { at }) => Math.max(most, at), start);
  const width = Math.max(1, (end - start) / bins);
  const binOf = (at: number) => Math.min(bins - 1, Math.floor((at - start) / width));
  const groups = Map.groupBy(timed, ({ modelId, at }) => JSON.stringify([modelId, binOf(at)]));
  return {
    bins: [...groups]
      .map(([key, group]) => {
        const [modelId, bin] = JSON.parse(key) as [string, number];
        const latencies = group.flatMap(({ latencyMs }) => latencyMs ?? []);
        const at = new Date(start + (bin + 0.5) * width).toISOString();
        return { at, modelId, answers: group.length, medianLatencyMs: median(latencies) };
      })
      .sort((a, b) => (a.modelId < b.modelId ? -1 : a.modelId > b.modelId ? 1 : a.at < b.at ? -1 : 1)),
    limits: limits.map(({ at, account, limit, why }) => ({ at, account, limit, why })),
  };
}
