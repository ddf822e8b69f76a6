import type { DuckDBConnection } from "@duckdb/node-api";
import { type Run, runKind } from "../../schema/run.ts";
import { readDocument } from "../documents.ts";
import { readEvents } from "../event-log.ts";
import type { Workspace } from "../workspace.ts";
import { unnested } from "./incoming-units.ts";
import { instant } from "./load-results.ts";
import type { Unit } from "./units.ts";

const runColumns = JSON.stringify({
  unit_id: "VARCHAR",
  run_id: "VARCHAR",
  study: "VARCHAR",
  status: "VARCHAR",
  reason: "VARCHAR",
  subjects: ["VARCHAR"],
  benchmark: "VARCHAR",
  benchmark_version: "VARCHAR",
  scenario: "VARCHAR",
  seed: "VARCHAR",
  started_at: "VARCHAR",
  ended_at: "VARCHAR",
  cost_usd: "DOUBLE",
  input_tokens: "BIGINT",
  output_tokens: "BIGINT",
  counts: "JSON",
  labels: "JSON",
  config: "JSON",
  config_hash: "VARCHAR",
  git_commit: "VARCHAR",
  git_dirty: "BOOLEAN",
  tool_version: "VARCHAR",
  simulated: "BOOLEAN",
  artifacts: "BIGINT",
});

/** Rows of `runs` from the run.json of each unit. */
export async function loadRuns(connection: DuckDBConnection, units: readonly Unit[]): Promise<void> {
  const rows: object[] = [];
  for (const unit of units) rows.push(runRow(unit, await readDocument(runKind, unit.files[0]!)));
  await connection.run(
    `INSERT INTO runs_rows SELECT * REPLACE (${instant("started_at")} AS started_at, ${instant("ended_at")} AS ended_at)
     FROM (SELECT ${unnested(runColumns)})`,
    { rows: JSON.stringify(rows) },
  );
}

function runRow(unit: Unit, run: Run): object {
  const { git } = run.provenance;
  return {
    unit_id: unit.id,
    run_id: unit.owner,
    study: run.study,
    status: run.status,
    reason: run.reason ?? null,
    subjects: run.subjects,
    benchmark: run.benchmark?.id ?? null,
    benchmark_version: run.benchmark?.version ?? null,
    scenario: run.scenario,
    seed: run.seed === null ? null : String(run.seed),
    started_at: run.startedAt,
    ended_at: run.endedAt,
    cost_usd: run.cost.usd,
    input_tokens: run.cost.inputTokens,
    output_tokens: run.cost.outputTokens,
    counts: run.counts,
    labels: run.labels ?? null,
    config: Object.fromEntries(Object.entries(run.config.resolved).map(([key, { value }]) => [key, value])),
    config_hash: run.configHash,
    git_commit: git.status === "present" ? git.commit : null,
    git_dirty: git.status === "present" ? git.dirty : null,
    tool_version: run.tool.version,
    simulated: run.planted !== null,
    artifacts: run.artifacts.length,
  };
}

const eventColumns = JSON.stringify({
  unit_id: "VARCHAR",
  line: "BIGINT",
  ts: "VARCHAR",
  type: "VARCHAR",
  actor: "VARCHAR",
  inputs: ["VARCHAR"],
  outputs: ["VARCHAR"],
  verdict: "VARCHAR",
  reason: "VARCHAR",
  question: "VARCHAR",
  tags: ["VARCHAR"],
  git: "VARCHAR",
  hash: "VARCHAR",
});

/** Rows of `events`, the chain checked on the way. */
export async function loadEvents(connection: DuckDBConnection, unit: Unit, workspace: Workspace): Promise<void> {
  const rows: object[] = [];
  for await (const { prevHash: _prevHash, ...one } of readEvents(workspace)) {
    rows.push({ unit_id: unit.id, line: rows.length + 1, ...one });
  }
  await connection.run(
    `INSERT INTO events_rows SELECT * REPLACE (${instant("ts")} AS ts) FROM (SELECT ${unnested(eventColumns)})`,
    { rows: JSON.stringify(rows) },
  );
}
