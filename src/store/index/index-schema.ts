/** Raised whenever tables or views change; an index of another version is made anew. */
export const indexVersion = 1;

/** A column of an indexed table, with what it holds, for documentation and `assay sql --tables`. */
export interface IndexColumn {
  name: string;
  type: string;
  about: string;
}

const column = (name: string, type: string, about: string): IndexColumn => ({ name, type, about });

export const indexViews = {
  runs: {
    about: "One row a run, from runs/*/run.json.",
    columns: [
      column("run_id", "VARCHAR", "The run, as its folder is called."),
      column("study", "VARCHAR", "Which study ran."),
      column("status", "VARCHAR", "ok, partial or error."),
      column("reason", "VARCHAR", "Why it is not ok."),
      column("subjects", "VARCHAR[]", "Who was measured."),
      column("benchmark", "VARCHAR", "On what."),
      column("benchmark_version", "VARCHAR", "In which version."),
      column("scenario", "VARCHAR", "The scenario."),
      column("seed", "VARCHAR", "The run's seed."),
      column("started_at", "TIMESTAMP", "When it began, UTC."),
      column("ended_at", "TIMESTAMP", "When it ended, UTC."),
      column("cost_usd", "DOUBLE", "What it cost; null when a price is unknown."),
      column("input_tokens", "BIGINT", "Tokens sent."),
      column("output_tokens", "BIGINT", "Tokens received."),
      column("counts", "JSON", "How many of what."),
      column("labels", "JSON", "Arm, replicate, user tags."),
      column("config", "JSON", "Settings as they were used."),
      column("config_hash", "VARCHAR", "sha256 of the settings."),
      column("git_commit", "VARCHAR", "Commit of the user's repository."),
      column("git_dirty", "BOOLEAN", "Whether it had changes."),
      column("tool_version", "VARCHAR", "The Assay that ran it."),
      column("simulated", "BOOLEAN", "True when truth was planted."),
      column("artifacts", "BIGINT", "Number of files it made."),
    ],
  },
  items: {
    about: "One row an answer or sample, from run_scored.jsonl, else run.jsonl, else items.jsonl of each run.",
    columns: [
      column("run_id", "VARCHAR", "The run, as its folder is called."),
      column("line", "BIGINT", "Line in its file, from 1."),
      column("model_id", "VARCHAR", "Who answered."),
      column("provider", "VARCHAR", "Who served it."),
      column("prompt_id", "VARCHAR", "The prompt or item."),
      column("triplet_id", "VARCHAR", "The triplet of the prompt."),
      column("cluster_id", "VARCHAR", "The statistical cluster."),
      column("view", "VARCHAR", "Who asks."),
      column("role", "VARCHAR", "Side of the axis the asker stands on."),
      column("repeat", "BIGINT", "Which independent sample, from 0."),
      column("factors", "JSON", "Levels of the scenario's factors."),
      column("outcome", "VARCHAR", "What became of the call."),
      column("score_state", "VARCHAR", "What became of scoring it."),
      column("score", "DOUBLE", "The score; null when there is none."),
      column("stance", "VARCHAR", "The score binned."),
      column("refusal", "BOOLEAN", "Whether the judges called it a refusal."),
      column("scorer_model", "VARCHAR", "Who scored."),
      column("metric_id", "VARCHAR", "The metric, for samples of an indicator."),
      column("label", "VARCHAR", "The category, for samples of an indicator."),
      column("latency_ms", "DOUBLE", "Wall time of the call."),
      column("input_tokens", "BIGINT", "Tokens of the prompt."),
      column("output_tokens", "BIGINT", "Tokens of the answer."),
      column("cost_usd", "DOUBLE", "What the answer cost; null when unknown."),
      column("eval_cost_usd", "DOUBLE", "What scoring cost; null when unknown."),
      column("attempts", "BIGINT", "Calls made for it."),
      column("waited_ms", "DOUBLE", "Time spent waiting between attempts."),
      column("cached", "BOOLEAN", "Whether it came from the cache."),
      column("served_model", "VARCHAR", "Model name the service returned."),
      column("error", "VARCHAR", "What went wrong."),
      column("reason", "VARCHAR", "Why there is no answer or no score."),
    ],
  },
  results: {
    about: "One row a result item, from runs/*/results.jsonl and from collections.",
    columns: [
      column("origin", "VARCHAR", "run or collection."),
      column("run_id", "VARCHAR", "The run that measured it."),
      column("collection", "VARCHAR", "Hash of the collection that holds it."),
      column("line", "BIGINT", "Its place there, from 1."),
      column("metric_id", "VARCHAR", "What was measured."),
      column("value", "DOUBLE", "The value; null when unknown."),
      column("ci_low", "DOUBLE", "Lower limit."),
      column("ci_high", "DOUBLE", "Upper limit."),
      column("ci_level", "DOUBLE", "Coverage it promises."),
      column("ci_method", "VARCHAR", "How the interval was made."),
      column("samples_used", "BIGINT", "Units the value rests on."),
      column("se", "DOUBLE", "Standard error."),
      column("unit", "VARCHAR", "Unit of the value."),
      column("subject", "VARCHAR", "Who was measured."),
      column("benchmark", "VARCHAR", "On what."),
      column("benchmark_version", "VARCHAR", "In which version."),
      column("task", "VARCHAR", "Part of the benchmark."),
      column("scenario", "VARCHAR", "The scenario."),
      column("variant", "JSON", "Further distinctions."),
      column("seed", "VARCHAR", "Seed of the run behind it."),
      column("step", "DOUBLE", "Training step."),
      column("status", "VARCHAR", "ok, missing, error or estimated."),
      column("reason", "VARCHAR", "Why something is null."),
      column("source", "VARCHAR", "Where it was read."),
      column("observed_at", "TIMESTAMP", "When it was measured or published, UTC."),
      column("meta", "JSON", "Whatever else the metric reports."),
    ],
  },
  collections: {
    about: "One row a collection, with the names that point to it.",
    columns: [
      column("hash", "VARCHAR", "Its hash."),
      column("id", "VARCHAR", "What it was called when it was made."),
      column("kind", "VARCHAR", "snapshot, baseline or run-set."),
      column("title", "VARCHAR", "A line for people."),
      column("n", "BIGINT", "Number of items."),
      column("rejected", "BIGINT", "Rows that were not taken."),
      column("adapter", "VARCHAR", "What read it."),
      column("board", "VARCHAR", "Which board of the source."),
      column("published_at", "VARCHAR", "When the source published it."),
      column("retrieved_at", "TIMESTAMP", "When it was fetched, UTC."),
      column("created_at", "TIMESTAMP", "When it was made, UTC."),
      column("names", "VARCHAR[]", "Names that point to it now."),
    ],
  },
  events: {
    about: "One row an event, from events.jsonl.",
    columns: [
      column("line", "BIGINT", "Its line, from 1."),
      column("ts", "TIMESTAMP", "When, UTC."),
      column("type", "VARCHAR", "What was done."),
      column("actor", "VARCHAR", "By whom."),
      column("inputs", "VARCHAR[]", "What went in."),
      column("outputs", "VARCHAR[]", "What came out."),
      column("verdict", "VARCHAR", "What was found."),
      column("reason", "VARCHAR", "Why."),
      column("question", "VARCHAR", "The question a note answers."),
      column("tags", "VARCHAR[]", "Free labels."),
      column("git", "VARCHAR", "Commit of the user's repository."),
      column("hash", "VARCHAR", "Its hash."),
    ],
  },
} as const satisfies Record<string, { about: string; columns: readonly IndexColumn[] }>;
export type IndexView = keyof typeof indexViews;

/** Statements that make an empty index. Every data table knows the unit (one run's items, one collection) of its rows. */
export function createIndexSql(): string[] {
  const tables = (Object.keys(indexViews) as IndexView[])
    .map((view) => ({ view, columns: indexViews[view].columns.filter(({ name }) => name !== "names") }))
    .map(({ view, columns }) => {
      const list = columns.map(({ name, type }) => `"${name}" ${type}`).join(", ");
      return `CREATE TABLE ${view}_rows (unit_id VARCHAR NOT NULL, ${list})`;
    });
  return [
    "CREATE TABLE index_version (version INTEGER)",
    `INSERT INTO index_version VALUES (${indexVersion})`,
    "CREATE TABLE units (unit_id VARCHAR PRIMARY KEY, signature VARCHAR NOT NULL)",
    "CREATE TABLE names_rows (unit_id VARCHAR NOT NULL, name VARCHAR, hash VARCHAR)",
    "CREATE TABLE item_lines (unit_id VARCHAR NOT NULL, run_id VARCHAR, file VARCHAR, line BIGINT, byte_offset BIGINT, byte_length BIGINT)",
    ...tables,
    ...(["runs", "items", "results", "events"] as const).map(
      (view) => `CREATE VIEW ${view} AS SELECT * EXCLUDE (unit_id) FROM ${view}_rows`,
    ),
    `CREATE VIEW collections AS SELECT c.* EXCLUDE (unit_id),
       coalesce((SELECT list(n.name ORDER BY n.name) FROM names_rows n WHERE n.hash = c.hash), []) AS names
     FROM collections_rows c`,
  ];
}

/** Tables that hold rows of units, for forgetting a unit. */
export const unitTables = [
  "runs_rows",
  "items_rows",
  "results_rows",
  "collections_rows",
  "events_rows",
  "names_rows",
  "item_lines",
];
