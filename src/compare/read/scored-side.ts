import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import { contentHash } from "../../schema/content-hash.ts";
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import type { Run } from "../../schema/run.ts";
import { type Facts, type Measured, noFacts, type Observation } from "../side.ts";

/** A scored answer and the line it stands on. */
export type ScoredLine = Pick<
  ScoredRow,
  "modelId" | "promptId" | "clusterId" | "repeat" | "score" | "scorers" | "scorerModel"
> & { readonly line: number };

/** The part of a run that says what its scores mean. */
export type RunFacts = Pick<Run, "benchmark" | "details">;

/**
 * Per-item scores of one model of a run: item = prompt, cluster as recorded, one metric a scorer, and `score`, the one
 * the suite counts. A run of several models needs `model`.
 */
export function scoredMetrics(
  rows: readonly ScoredLine[],
  options: {
    readonly model: string | null;
    readonly run: RunFacts | null;
    readonly file: string;
    readonly ref: string;
  },
): Map<string, Measured> {
  const { file, ref } = options;
  const models = [...new Set(rows.map(({ modelId }) => modelId))];
  const model = options.model ?? (models.length === 1 ? models[0]! : null);
  if (model === null || !models.includes(model)) {
    const nearest = model === null ? null : nearestName(model, models);
    const what = model === null ? `${ref} holds ${models.length} models` : `${ref} holds no model "${model}"`;
    throw new InvalidInputError(what, {
      place: { file },
      hint:
        nearest === null
          ? `Name one: ${models
              .slice(0, 8)
              .map((name) => `${ref}#${name}`)
              .join(", ")}.`
          : `Did you mean ${ref}#${nearest}?`,
    });
  }
  const own = rows.filter(({ modelId }) => modelId === model);
  const facts = factsOf(own, options.run);
  const names = [...new Set(own.flatMap(({ scorers }) => scorers.map(({ name }) => name)))].filter(
    (name) => name !== "score",
  );
  const measured = (read: (row: ScoredLine) => number | null): Measured => ({
    observations: own.map(
      (row): Observation => ({
        itemId: row.promptId,
        seed: null,
        repeat: String(row.repeat),
        clusterId: row.clusterId,
        value: read(row),
        line: row.line,
      }),
    ),
    summary: null,
    fit: null,
    facts,
  });
  return new Map([
    ["score", measured((row) => row.score)],
    ...names.map((name): [string, Measured] => [
      name,
      measured((row) => row.scorers.find((scorer) => scorer.name === name)?.score ?? null),
    ]),
  ]);
}

function factsOf(rows: readonly ScoredLine[], run: RunFacts | null): Facts {
  const judges = [...new Set(rows.flatMap(({ scorerModel }) => scorerModel ?? []))].sort();
  const identity = run?.details?.["identity"] as { gridSha256?: unknown } | undefined;
  const grid = typeof identity?.gridSha256 === "string" ? identity.gridSha256 : null;
  const scoring = run?.details?.["scoring"];
  return {
    ...noFacts,
    benchmark: run?.benchmark?.id ?? null,
    benchmarkVersion: run?.benchmark?.version ?? null,
    datasetHash: grid ?? run?.benchmark?.hash ?? null,
    scorer: judges.length === 0 ? null : judges.join(", "),
    scorerHash: scoring === undefined ? null : contentHash(scoring),
  };
}
