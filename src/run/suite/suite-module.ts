import { InvalidInputError } from "../../errors/input-errors.ts";

/** What a case of a TypeScript suite's `data` may say. */
export interface CaseInput {
  readonly id?: string;
  readonly input: unknown;
  readonly expected?: unknown;
  readonly cluster?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A scoring function, as `src/score` and the autoevals package know it. */
// biome-ignore lint/suspicious/noExplicitAny: functions of other packages go in as they are, each with its own arguments
export type ScoringFunction = (args: any) => unknown;

// biome-ignore lint/suspicious/noExplicitAny: replies have the shape of OpenAI's, which its own package describes
type Create = (params: object) => Promise<any>;

/** What a task is handed beside its input. */
interface TaskContext {
  /** Aborted when the time allowed is over, or the session ends. */
  readonly signal: AbortSignal;
  /** Looks like OpenAI's client; its calls go through the run's limits, budget and journal. */
  readonly client: {
    readonly chat: { readonly completions: { readonly create: Create } };
    readonly responses: { readonly create: Create };
  };
  /** The messages a model would be asked with. */
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** Which of the independent samples this is, from 0. */
  readonly repeat: number;
}

/** Answers a case in place of a model. A text is taken as it is, anything else as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: its author knows what the inputs of the cases are
export type SuiteTask = (input: any, context: TaskContext) => unknown;

/** What stands in the `provider` column of a task's answers. */
export const taskProviderId = "task";

/** The parts of a TypeScript suite that are code. */
export interface SuiteFunctions {
  readonly data: (() => AsyncIterable<CaseInput> | Iterable<CaseInput>) | null;
  readonly task: SuiteTask | null;
  /** Scorers by the id they got. */
  readonly scorers: ReadonlyMap<string, ScoringFunction>;
}

export const noFunctions: SuiteFunctions = { data: null, task: null, scorers: new Map() };

/** A suite with functions, as its author writes it: keys as in YAML, plus `data`, `task` and scorers that are code. */
export interface SuiteModule {
  readonly id: string;
  readonly data?: () => AsyncIterable<CaseInput> | Iterable<CaseInput>;
  readonly task?: SuiteTask;
  readonly scorers?: readonly (ScoringFunction | object)[];
  readonly [key: string]: unknown;
}

/** Says that an object is a suite; gives it back as it is. For `export default suite({…})`. */
export function suite(definition: SuiteModule): SuiteModule {
  return definition;
}

/** Parts the functions from the data: the data is then checked like a suite of YAML. */
export function readSuiteModule(exported: unknown, file: string): { value: unknown; functions: SuiteFunctions } {
  if (typeof exported !== "object" || exported === null) {
    throw new InvalidInputError("this file has no suite as its default export", {
      place: { file },
      hint: "End it with: export default suite({ id: …, … })",
    });
  }
  const { data, task, scorers, ...rest } = exported as SuiteModule;
  const named = new Map<string, ScoringFunction>();
  const specs = (scorers ?? []).map((scorer) => {
    if (typeof scorer !== "function") return scorer;
    const id = nameOf(scorer as ScoringFunction, named.size);
    named.set(id, scorer as ScoringFunction);
    return { id, use: "function" };
  });
  const value = {
    schema: "assay/suite@1",
    version: 1,
    kind: "cases",
    ...(data === undefined ? {} : { dataset: { path: file, format: "function", id: "id", cluster: "cluster" } }),
    ...rest,
    scorers: specs,
  };
  return { value, functions: { data: data ?? null, task: task ?? null, scorers: named } };
}

function nameOf(scorer: ScoringFunction, index: number): string {
  return /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(scorer.name) ? scorer.name : `scorer-${index + 1}`;
}
