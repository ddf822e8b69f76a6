import type { DuckDBConnection } from "@duckdb/node-api";
import { runKind } from "../../schema/run.ts";
import { readDocument } from "../documents.ts";
import { readEvents } from "../event-log.ts";
import type { Workspace } from "../workspace.ts";
import { instant } from "./load-results.ts";
import type { Unit } from "./units.ts";

/** The row of `runs` from one run.json. */
export async function loadRun(connection: DuckDBConnection, unit: Unit): Promise<void> {
  const run = await readDocument(runKind, unit.files[0]!);
  const { git } = run.provenance;
  const config = Object.fromEntries(Object.entries(run.config.resolved).map(([key, { value }]) => [key, value]));
  await connection.run(
    `INSERT INTO runs_rows SELECT $unit, $runId, $study, $status, $reason, from_json($subjects::JSON, '["VARCHAR"]'), $benchmark,
       $benchmarkVersion, $scenario, $seed, ${instant("$startedAt")}, ${instant("$endedAt")}, $costUsd::DOUBLE,
       $inputTokens::BIGINT, $outputTokens::BIGINT, $counts::JSON, $labels::JSON, $config::JSON, $configHash, $gitCommit,
       $gitDirty::BOOLEAN, $toolVersion, $simulated::BOOLEAN, $artifacts::BIGINT`,
    {
      unit: unit.id,
      runId: unit.owner,
      study: run.study,
      status: run.status,
      reason: run.reason ?? null,
      subjects: JSON.stringify(run.subjects),
      benchmark: run.benchmark?.id ?? null,
      benchmarkVersion: run.benchmark?.version ?? null,
      scenario: run.scenario,
      seed: run.seed === null ? null : String(run.seed),
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      costUsd: run.cost.usd,
      inputTokens: run.cost.inputTokens,
      outputTokens: run.cost.outputTokens,
      counts: JSON.stringify(run.counts),
      labels: run.labels === undefined ? null : JSON.stringify(run.labels),
      config: JSON.stringify(config),
      configHash: run.configHash,
      gitCommit: git.status === "present" ? git.commit : null,
      gitDirty: git.status === "present" ? git.dirty : null,
      toolVersion: run.tool.version,
      simulated: run.planted !== null,
      artifacts: run.artifacts.length,
    },
  );
}

/** Rows of `events`, the chain checked on the way. */
export async function loadEvents(connection: DuckDBConnection, unit: Unit, workspace: Workspace): Promise<void> {
  let line = 0;
  for await (const one of readEvents(workspace)) {
    const list = (name: string) => `from_json($${name}::JSON, '["VARCHAR"]')`;
    await connection.run(
      `INSERT INTO events_rows SELECT $unit, $line::BIGINT, ${instant("$ts")}, $type, $actor, ${list("inputs")}, ${list("outputs")},
         $verdict, $reason, $question, ${list("tags")}, $git, $hash`,
      {
        unit: unit.id,
        line: ++line,
        ts: one.ts,
        type: one.type,
        actor: one.actor,
        inputs: JSON.stringify(one.inputs),
        outputs: JSON.stringify(one.outputs),
        verdict: one.verdict,
        reason: one.reason,
        question: one.question,
        tags: JSON.stringify(one.tags),
        git: one.git,
        hash: one.hash,
      },
    );
  }
}
