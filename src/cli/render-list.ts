import { textTable } from "../report/text-table.ts";
import type { Event } from "../schema/event.ts";
import type { Refs } from "../schema/ref.ts";
import type { Run } from "../schema/run.ts";
import type { CollectionEntry, RunEntry } from "../store/list-documents.ts";

/** `assay ls`: runs as a table, newest first. */
export function renderRuns(runs: readonly RunEntry[], width: number): string {
  if (runs.length === 0) return "no runs yet\n";
  const columns = [
    { label: "run", align: "left" },
    { label: "study", align: "left" },
    { label: "status", align: "left" },
    { label: "subjects", align: "left" },
    { label: "done", align: "right" },
    { label: "cost", align: "right" },
    { label: "took", align: "right" },
  ] as const;
  const rows = runs.map(({ runId, run }) => [
    runId,
    run.planted === null ? run.study : `${run.study}, simulated`,
    run.status,
    few(run.subjects),
    progressOf(run),
    costOf(run),
    duration(run),
  ]);
  return textTable({ columns, rows }, width);
}

export function runAsJson({ runId, run }: RunEntry): object {
  return {
    run_id: runId,
    study: run.study,
    status: run.status,
    reason: run.reason ?? null,
    subjects: run.subjects,
    benchmark: run.benchmark?.id ?? null,
    scenario: run.scenario,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    cost_usd: run.cost.usd,
    judge_cost_usd: judgeCostOf(run) ?? null,
    counts: run.counts,
    labels: run.labels ?? {},
    simulated: run.planted !== null,
  };
}

/** Answers and judges together; "?" where a part is unknown. */
function costOf(run: Run): string {
  const judges = judgeCostOf(run);
  const parts = judges === undefined ? [run.cost.usd] : [run.cost.usd, judges];
  const known = parts.filter((usd) => usd !== null);
  if (known.length === 0) return "?";
  const sum = `$${known.reduce((a, b) => a + b, 0).toFixed(2)}`;
  return known.length < parts.length ? `${sum} + ?` : sum;
}

/** What judging has cost; null when unknown, undefined for a run that no judge has read. */
function judgeCostOf(run: Run): number | null | undefined {
  const usd = run.details?.["judge_cost_usd"];
  return typeof usd === "number" || usd === null ? usd : undefined;
}

/** `assay ls collections`: newest first, with the names that point to them. */
export function renderCollections(collections: readonly CollectionEntry[], width: number): string {
  if (collections.length === 0) return "no collections yet\n";
  const columns = [
    { label: "collection", align: "left" },
    { label: "kind", align: "left" },
    { label: "id", align: "left" },
    { label: "names", align: "left" },
    { label: "items", align: "right" },
    { label: "made (UTC)", align: "left" },
  ] as const;
  const rows = collections.map((entry) => [
    entry.hash.slice(0, 12),
    entry.kind,
    entry.id,
    entry.names.join(" "),
    String(entry.n),
    minute(entry.createdAt),
  ]);
  return textTable({ columns, rows }, width);
}

export function collectionAsJson(entry: CollectionEntry): object {
  return {
    hash: entry.hash,
    kind: entry.kind,
    id: entry.id,
    title: entry.title,
    names: entry.names,
    n: entry.n,
    adapter: entry.adapter,
    board: entry.board,
    published_at: entry.publishedAt,
    created_at: entry.createdAt,
  };
}

/** `assay ls names`: what each name points to, who set it last and why. */
export function renderNames(refs: Refs, width: number): string {
  const entries = Object.entries(refs).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return "no names yet\n";
  const columns = [
    { label: "name", align: "left" },
    { label: "collection", align: "left" },
    { label: "set", align: "right" },
    { label: "last (UTC)", align: "left" },
    { label: "by", align: "left" },
    { label: "why", align: "left" },
  ] as const;
  const rows = entries.map(([name, { hash, history }]) => {
    const last = history.at(-1);
    return [
      name,
      hash.slice(0, 12),
      `${history.length}×`,
      minute(last?.at ?? ""),
      last?.actor ?? "",
      last?.reason ?? "",
    ];
  });
  return textTable({ columns, rows }, width);
}

/** `assay ls events`: the log, newest first. */
export function renderEvents(events: readonly Event[], width: number): string {
  if (events.length === 0) return "no events yet\n";
  const columns = [
    { label: "when (UTC)", align: "left" },
    { label: "what", align: "left" },
    { label: "by", align: "left" },
    { label: "verdict", align: "left" },
    { label: "why", align: "left" },
  ] as const;
  const rows = events.map(({ ts, type, actor, verdict, reason }) => [
    minute(ts),
    type,
    actor,
    verdict ?? "",
    reason ?? "",
  ]);
  return textTable({ columns, rows }, width);
}

function progressOf(run: Run): string {
  const { planned } = run.counts;
  if (planned === undefined) return "";
  const missing = run.counts["missing"];
  return missing === undefined
    ? run.endedAt === null
      ? `?/${planned}`
      : String(planned)
    : `${planned - missing}/${planned}`;
}

/** The id says when a run began; this says how long it went on. */
function duration({ startedAt, endedAt }: Run): string {
  if (endedAt === null) return "?";
  const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function few(names: readonly string[]): string {
  return names.length <= 1 ? (names[0] ?? "") : `${names[0]} +${names.length - 1}`;
}

function minute(instant: string): string {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? instant : time.toISOString().slice(0, 16).replace("T", " ");
}
