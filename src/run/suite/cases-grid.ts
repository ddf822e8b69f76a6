import { createHash } from "node:crypto";
import { basename, extname, isAbsolute, join } from "node:path";
import { InvalidInputError } from "../../errors/input-errors.ts";
import type { PromptRow } from "../../schema/run/prompt-row.ts";
import { rngStream } from "../../stats/chance/rng-stream.ts";
import type { CaseRecord } from "./dataset/case-record.ts";
import { readDataset } from "./dataset/read-dataset.ts";
import { fingerprint, fingerprintSet } from "./fingerprint-set.ts";
import type { Grid, GridNote, GridOptions } from "./grid.ts";
import type { LoadedCasesSuite } from "./load-suite.ts";
import { promptHash, promptId } from "./prompt-identity.ts";
import { renderTemplate } from "./template.ts";

/** The grid of a suite of cases. The data set is read once to check it, and again for every pass over the prompts. */
export async function casesGrid(loaded: LoadedCasesSuite, options: GridOptions): Promise<Grid> {
  const { suite } = loaded;
  const [factor] = Object.keys(options.where ?? {});
  if (factor !== undefined) {
    throw new InvalidInputError(`--where ${factor}: a suite of cases has no factors`, {
      hint: "Choose cases with dataset.filter in the suite.",
    });
  }
  const survey = await surveyCases(loaded);
  const notes: GridNote[] = [];
  const available = survey.cases;
  const drawn = drawCases(available, options);
  const chosen = Math.min(drawn?.size ?? available, options.limit ?? Number.POSITIVE_INFINITY);
  if (chosen < 1) throw new InvalidInputError("no case is left", { hint: "Loosen dataset.filter, or raise --limit." });

  async function* rows(): AsyncGenerator<PromptRow> {
    let [number, given] = [0, 0];
    for await (const record of cases(loaded)) {
      const isChosen = drawn === null || drawn.has(number);
      if (isChosen) yield promptOf(loaded, record, number, available);
      number++;
      if (isChosen && ++given === chosen) return;
    }
  }
  const { file, sha256, rows: rowCount } = survey;
  return {
    shape: {
      suite: suite.id,
      suiteVersion: suite.version,
      factors: [],
      views: [],
      prompts: chosen,
      triplets: null,
      fullPrompts: available,
      dataset: { path: basename(file), sha256, rows: rowCount },
      notes,
    },
    lintHints: { derived: [], viewSlots: null },
    rows,
  };
}

function datasetFile({ suite, folder }: LoadedCasesSuite): string {
  const { path } = suite.dataset;
  return isAbsolute(path) ? path : join(folder, path);
}

/** The cases that the suite's filter and limit leave, in order. */
async function* cases(
  loaded: LoadedCasesSuite,
  watch: { onBytes?: (bytes: Uint8Array) => void; onRow?: (record: CaseRecord) => void } = {},
): AsyncGenerator<CaseRecord> {
  const { dataset } = loaded.suite;
  const { id, input, expected, cluster, filter = {}, limit = Number.POSITIVE_INFINITY } = dataset;
  const named = [id, input, expected, cluster, ...loaded.cases.required, ...Object.keys(filter)];
  const required = [...new Set(named.filter((name) => name !== undefined))];
  const wanted = Object.entries(filter).map(
    ([name, codes]) => [name, (Array.isArray(codes) ? codes : [codes]).map(String)] as const,
  );
  const source = readDataset(datasetFile(loaded), {
    format: dataset.format ?? formatOf(dataset.path),
    functions: loaded.functions,
    required,
    optional: loaded.cases.optional,
    ...(watch.onBytes === undefined ? {} : { onBytes: watch.onBytes }),
  });
  let given = 0;
  for await (const record of source) {
    watch.onRow?.(record);
    if (!wanted.every(([name, codes]) => codes.includes(String(record.columns[name])))) continue;
    if (given >= limit) {
      // The rest is read all the same when it is being checked.
      if (watch.onRow === undefined) return;
      continue;
    }
    given++;
    yield record;
  }
}

function formatOf(path: string): "jsonl" | "csv" | "parquet" {
  const format = { ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet" } as const;
  const found = format[extname(path).toLowerCase() as keyof typeof format];
  if (found !== undefined) return found;
  throw new InvalidInputError(`the format of "${path}" cannot be told from its ending`, {
    place: { path: "dataset.format" },
    hint: "Add format: jsonl or csv to the data set.",
  });
}

/** Reads everything once: every row is sound, no id occurs twice, and the file is the one that was meant. */
async function surveyCases(loaded: LoadedCasesSuite) {
  const { dataset } = loaded.suite;
  const file = datasetFile(loaded);
  const hash = createHash("sha256");
  const ids = fingerprintSet();
  let rows = 0;
  let count = 0;
  const onRow = (record: CaseRecord): void => {
    rows++;
    if (ids.add(fingerprint(caseId(loaded, record)))) return;
    throw new InvalidInputError(`case id ${JSON.stringify(caseId(loaded, record))} occurs twice`, {
      place: { file, line: record.line, ...(dataset.id === undefined ? {} : { path: dataset.id }) },
      hint: "Give every case its own id, or leave dataset.id out to use row numbers.",
    });
  };
  for await (const _ of cases(loaded, { onBytes: (bytes) => void hash.update(bytes), onRow })) count++;
  const sha256 = dataset.format === "function" ? null : hash.digest("hex");
  if (dataset.sha256 !== undefined && dataset.sha256 !== sha256) {
    throw new InvalidInputError(`this data set has another sha256 than the suite says: ${sha256}`, {
      place: { file },
      hint: "Fetch the version that was meant, or change dataset.sha256 on purpose.",
    });
  }
  return { file, rows, cases: count, sha256 };
}

function drawCases(available: number, { sample, sampleSeed = 1 }: GridOptions): ReadonlySet<number> | null {
  if (sample === undefined) return null;
  if (!Number.isInteger(sample) || sample < 1 || sample > available) {
    throw new InvalidInputError(`--sample ${sample} cannot be drawn from ${available} cases`, {
      hint: `Use a whole number from 1 to ${available}.`,
    });
  }
  const rng = rngStream(sampleSeed, "sample");
  const drawn = new Set<number>();
  // Floyd's way: every subset is equally likely, and only the subset is kept.
  for (let top = available - sample; top < available; top++) {
    const number = rng.integer(top + 1);
    drawn.add(drawn.has(number) ? top : number);
  }
  return drawn;
}

function caseId({ suite }: LoadedCasesSuite, { columns, row }: CaseRecord): string {
  return suite.dataset.id === undefined ? String(row) : String(columns[suite.dataset.id]);
}

function promptOf(loaded: LoadedCasesSuite, record: CaseRecord, number: number, total: number): PromptRow {
  const { suite, cases } = loaded;
  const { input, expected, cluster, id } = suite.dataset;
  const { columns } = record;
  const lookUp = (name: string) => {
    const value = columns[name === "input" ? input : name];
    const text = value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
    return { label: text, code: text };
  };
  const messages = cases.messages.map(({ role, parts }) => ({ role, content: renderTemplate(parts, lookUp) }));
  const turns = cases.turns?.map((parts) => renderTemplate(parts, lookUp)) ?? null;
  const promptName = promptId(number, total);
  const own = caseId(loaded, record);
  const answerColumn = expected ?? (suite.dataset.format === "function" ? "expected" : undefined);
  const rightAnswer = answerColumn === undefined ? undefined : columns[answerColumn];
  const used = new Set([input, answerColumn, cluster, id]);
  // A task is given the input itself; it is kept where the messages do not hold it word for word.
  const asked = messages.findLast(({ role }) => role === "user")?.content;
  if (loaded.functions.task !== null && columns[input] !== asked) used.delete(input);
  // Without a prototype, a column of any name is only a column.
  const others: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(columns)) {
    if (!used.has(name)) others[name === input ? "input" : name] = columns[name];
  }
  return {
    promptId: promptName,
    tripletId: null,
    clusterId: cluster === undefined ? own : String(columns[cluster]),
    view: null,
    role: null,
    perspective: null,
    factors: {},
    messages,
    contentHash: promptHash({ suite: suite.id, suiteVersion: suite.version, promptId: promptName, messages, turns }),
    suite: suite.id,
    suiteVersion: suite.version,
    ...(rightAnswer === undefined ? {} : { expected: rightAnswer as NonNullable<PromptRow["expected"]> }),
    metadata: {
      ...(others as PromptRow["metadata"]),
      case_id: own,
      row: record.row,
      ...(turns === null ? {} : { turns }),
    },
  };
}
