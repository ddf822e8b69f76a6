import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";
import { fromDisk } from "../../schema/codec.ts";
import { parseDocument } from "../../schema/document.ts";
import { parseJson } from "../../schema/parse-json.ts";
import { type AnswerRow, answerRow } from "../../schema/run/answer-row.ts";
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { type Run, runKind } from "../../schema/run.ts";
import { parseJournalLine, readJournalBatches } from "../../store/journal-lines.ts";
import { readLineBatches } from "../../store/read-lines.ts";
import { resolveRunId } from "../../store/run-folders.ts";
import { places, requireWorkspace } from "../../store/workspace.ts";
import { readScoredRows } from "./read-scored.ts";
import type { LimitStep, SummariseOptions } from "./summarise-options.ts";

/** What a summary is made of: scored rows, and what their runs recorded about themselves. */
export interface SummarySource {
  readonly rows: readonly ScoredRow[];
  /** Where the report goes by default: the run's own folder, for one run; null for loose files. */
  readonly folder: string | null;
  readonly runs: readonly Run[];
  /** True when the rows are views of scenarios and not cases. */
  readonly hasViews: boolean;
  /** The part of the options that the runs know: planted truth, families, labels, axis, provenance, answers. */
  readonly known: SummariseOptions;
}

/** Reads run ids and `run_scored.jsonl` files alike. A run that is not scored yet says what to type. */
export async function openSummarySource(cwd: string, refs: readonly string[]): Promise<SummarySource> {
  const rows: ScoredRow[] = [];
  const answers: AnswerRow[] = [];
  const limits: LimitStep[] = [];
  const runs: Run[] = [];
  let folder: string | null = null;
  for (const ref of refs.length === 0 ? ["latest"] : refs) {
    const file = resolve(cwd, ref);
    if (await isFile(file)) {
      rows.push(...(await readScoredRows(file, { slim: true })));
      continue;
    }
    const found = await runFolder(cwd, ref);
    folder = refs.length <= 1 ? found : null;
    const recordFile = join(found, "run.json");
    const run = parseDocument(runKind, await readFile(recordFile, "utf8"), recordFile);
    const scored = join(found, "run_scored.jsonl");
    if (!(await isFile(scored))) {
      throw new MissingFileError(`${run.id} has not been scored yet`, {
        place: { file: scored },
        hint: `Score it: assay eval score ${run.id}`,
      });
    }
    runs.push(run);
    rows.push(...(await readScoredRows(scored, { slim: true })));
    for await (const answer of readAnswerRows(join(found, "run.jsonl"))) answers.push(answer);
    for await (const step of readLimitSteps(join(found, "journal.jsonl"))) limits.push(step);
  }
  if (rows.length === 0)
    throw new InvalidInputError("there is nothing to summarise: no scored answer", {
      hint: "Score a run first: assay eval score RUN",
    });
  return { rows, folder, runs, hasViews: rows.some((row) => row.view !== null), known: knownOf(runs, answers, limits) };
}

async function runFolder(cwd: string, ref: string): Promise<string> {
  if (/\.jsonl$|[/\\]/.test(ref)) {
    throw new MissingFileError(`cannot read ${ref}`, {
      place: { file: resolve(cwd, ref) },
      hint: "Name a run_scored.jsonl, or a run as assay ls shows it.",
    });
  }
  const workspace = await requireWorkspace(cwd);
  return places.run(workspace, await resolveRunId(workspace, ref));
}

async function* readAnswerRows(file: string): AsyncGenerator<AnswerRow> {
  if (!(await isFile(file))) return;
  for await (const batch of readLineBatches(file)) {
    for (const { bytes, line } of batch) {
      if (bytes.length === 0) continue;
      const place = { file, line };
      const answer = fromDisk(answerRow, parseJson(bytes.toString("utf8"), place), place);
      // Texts stand in the scored rows too; here only times, tokens and cost are wanted.
      yield { ...answer, messages: null, responseText: "", reasoningText: null, rawResponse: null };
    }
  }
}

const limitMark = Buffer.from('{"t":"limit"');

interface LimitLine {
  readonly at: string;
  readonly account: string;
  readonly models?: readonly string[];
  readonly to: number;
  readonly why: string;
}

/** The changes of an account's limit, as the journal tells them. */
async function* readLimitSteps(file: string): AsyncGenerator<LimitStep> {
  if (!(await isFile(file))) return;
  for await (const batch of readJournalBatches(file)) {
    for (const line of batch) {
      if (!line.bytes.subarray(0, limitMark.length).equals(limitMark)) continue;
      const { at, account, models, to, why } = parseJournalLine(file, line) as LimitLine;
      const names = models ?? [account];
      yield {
        at,
        account: names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(" and "),
        limit: to,
        why,
      };
    }
  }
}

interface RecordedEntry {
  readonly id: string;
  readonly label?: string;
  readonly family?: string;
}

function knownOf(runs: readonly Run[], answers: readonly AnswerRow[], limits: readonly LimitStep[]): SummariseOptions {
  const first = runs[0];
  if (first === undefined) return {};
  const entries = runs.flatMap((run) => (run.details?.["roster"] as RecordedEntry[] | undefined) ?? []);
  const scoring = first.details?.["scoring"] as
    | { truncated?: "score" | "exclude"; axisNames?: { low: string; high: string } | null }
    | undefined;
  const planted = Object.assign({}, ...runs.map((run) => plantedOf(run))) as Record<string, { s: number }>;
  return {
    suite: first.benchmark?.id ?? null,
    families: Object.fromEntries(
      entries.flatMap((entry) => (entry.family === undefined ? [] : [[entry.id, entry.family]])),
    ),
    labels: Object.fromEntries(
      entries.flatMap((entry) => (entry.label === undefined ? [] : [[entry.id, entry.label]])),
    ),
    ...(scoring?.axisNames ? { axis: scoring.axisNames } : {}),
    ...(scoring?.truncated === undefined ? {} : { outcomes: { truncated: scoring.truncated } }),
    ...(Object.keys(planted).length === 0 ? {} : { planted, simulated: true }),
    answers,
    limits,
    provenance: JSON.parse(
      JSON.stringify(
        runs.map((run) => ({ run: run.id, status: run.status, cost: run.cost, provenance: run.provenance })),
      ),
    ) as NonNullable<SummariseOptions["provenance"]>,
  };
}

/** The truth a simulation planted, as estimands. A shift for all views alike moves neither S nor the pulls. */
function plantedOf(run: Run): Record<string, Record<string, number>> {
  return Object.fromEntries(
    Object.entries(run.planted ?? {}).map(([modelId, params]) => {
      const effect = Number((params as { effect?: number }).effect ?? 0);
      return [modelId, { s: effect, pull_landlord: effect, pull_tenant: effect, bias: 0 }];
    }),
  );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
