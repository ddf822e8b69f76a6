import { z } from "zod";
import { slug } from "../slug.ts";
import { viewRole } from "./prompt-row.ts";
import { samplingParams } from "./roster.ts";

/** What a scorer may be called under `use`. Rules first, then those that ask a model. */
export const scorerKinds = [
  "exact",
  "includes",
  "regex",
  "choice",
  "numeric",
  "f1",
  "levenshtein",
  "json-schema",
  "list-contains",
  "length",
  "refusal-phrases",
  "judge-panel",
  "judge-rubric",
  "pairwise",
  "master-number",
  "linear-text",
  "function",
] as const;
export type ScorerKind = (typeof scorerKinds)[number];

/** A level's code. null means "not there": the factor is dropped from the scenario. */
export const levelCode = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type LevelCode = z.infer<typeof levelCode>;

const levels = z.array(levelCode).min(1);

export const factorSpec = z.union([
  levels,
  z.strictObject({
    levels: levels.describe("Codes, in loop order."),
    labels: z.record(z.string(), z.string()).optional().describe("Words for each code, as templates show them."),
    default: levels.optional().describe("Levels used unless --full asks for all."),
    random: z.boolean().default(false).describe("True when the levels are a sample, not of interest themselves."),
  }),
]);

/** Factor → the code, or the codes, it must have. All must hold. */
export const condition = z.record(z.string(), z.union([levelCode, levels]));
export type Condition = z.infer<typeof condition>;

const deriveRow = z.strictObject({
  when: condition.default({}).describe("Where this row applies; empty: everywhere."),
  is: levelCode.describe("The derived code; null: not there."),
  label: z.string().optional().describe("Words for the code, as templates show them."),
});

const constraint = z.union([
  z.strictObject({ forbid: condition.describe("Scenarios like this are left out.") }),
  z.strictObject({ require: condition.describe("Scenarios unlike this are left out.") }),
]);

const view = z.strictObject({
  id: slug.describe("Name of the view in every table."),
  role: viewRole.describe("The side of the axis it speaks for: a, b or none."),
  template: z.string().min(1).optional().describe("Its words: inline text, or a file beside the suite."),
});

const axis = z.strictObject({
  low: z.string().min(1).describe("What −1 means."),
  high: z.string().min(1).describe("What +1 means."),
  roleHigh: z.enum(["a", "b"]).default("a").describe("Which role profits from +1."),
  lowParty: z.string().min(1).optional().describe("The party that profits from −1, as judges are told; a template."),
  highParty: z.string().min(1).optional().describe("The party that profits from +1, as judges are told; a template."),
});
export type SuiteAxis = z.infer<typeof axis>;

const message = z.strictObject({
  role: z.enum(["system", "user", "assistant"]).describe("Who speaks."),
  content: z.string().min(1).describe("Its words: inline text, or a file beside the suite."),
});

const dataset = z.strictObject({
  path: z.string().min(1).describe("The file, from the suite's folder."),
  format: z
    .enum(["jsonl", "csv", "parquet", "function"])
    .optional()
    .describe("Default: by the file's ending. function: the data of a TypeScript suite."),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe("What the file must hash to."),
  id: z.string().optional().describe("Column of the case's own id; default: the row number."),
  input: z.string().default("input").describe("Column of the input."),
  expected: z.string().optional().describe("Column of the right answer."),
  cluster: z.string().optional().describe("Column of the statistical cluster; default: each case its own."),
  limit: z.number().int().positive().optional().describe("Use the first so many cases that pass the filter."),
  filter: condition.optional().describe("Use only cases whose columns have these values."),
});
export type DatasetSpec = z.infer<typeof dataset>;

const scorerSpec = z.strictObject({
  id: slug.describe("Name of its score in every table."),
  use: z.enum(scorerKinds).describe("Which scorer."),
  with: z.record(z.string(), z.json()).default({}).describe("Its options."),
});
export type ScorerSpec = z.infer<typeof scorerSpec>;

const metricSpec = z.strictObject({
  id: z.string().min(1).describe("The metric, for example sycophancy.s."),
  gate: z
    .strictObject({ min: z.number().optional(), max: z.number().optional() })
    .optional()
    .describe("Limits outside which the finding is bad."),
  minEffect: z.number().positive().optional().describe("The smallest difference anyone cares about."),
});

export const reduceText = z.string().regex(/^(mean|median|mode|max|(at_least|pass_at|pass_hat)\([1-9][0-9]*\))$/);

const outcomeRules = z.strictObject({
  truncated: z.enum(["score", "exclude"]).default("score").describe("score: judged and flagged."),
  refused: z.enum(["bound", "exclude"]).default("bound").describe("bound: counted at both ends of the scale."),
});

const common = {
  schema: z.literal("assay/suite@1").describe("Kind and version of this file."),
  id: slug.describe("The suite's name."),
  version: z.number().int().positive().describe("Raised with every change of wording; enters every content hash."),
  title: z.string().optional().describe("One line for people."),
  language: z.string().default("en").describe("Language of the prompts, BCP 47."),
  turns: z
    .array(z.string().min(1))
    .min(1)
    .nullable()
    .default(null)
    .describe("User messages asked one after the other, each reply put in before the next."),
  params: samplingParams.default({}).describe("Sampling parameters; a roster entry's own go first."),
  repeats: z.number().int().positive().default(1).describe("Independent samples of each cell."),
  reduce: reduceText.default("mean").describe("How repeats become one value."),
  scorers: z.array(scorerSpec).default([]).describe("What reads the answers; the first gives the row's score."),
  metrics: z.array(metricSpec).default([]).describe("Metrics with gates or smallest effects of interest."),
  outcomes: outcomeRules
    .default({ truncated: "score", refused: "bound" })
    .describe("What incomplete answers count as."),
};

export const viewsSuite = z.strictObject({
  ...common,
  kind: z.literal("views").describe("views: every scenario is asked from several sides."),
  factors: z.record(z.string(), factorSpec).describe("Order is loop order: the last varies fastest."),
  derive: z
    .record(z.string(), z.array(deriveRow).min(1))
    .default({})
    .describe("Factors by table; the first match wins."),
  wordingOnly: z
    .array(z.string())
    .default([])
    .describe("Derived factors that only serve the templates: rows and tables leave them out."),
  constraints: z.array(constraint).default([]).describe("Scenarios that make no sense."),
  views: z.array(view).min(1).describe("Who asks; order is the order inside a triplet."),
  axis: axis.describe("What a score means."),
  messages: z
    .array(message)
    .min(1)
    .optional()
    .describe("The conversation to send; absent: structure only, for eval build --from-run."),
  contextKeys: z.array(z.string()).default([]).describe("Factors that {{context_json}} holds."),
});
export type ViewsSuite = z.infer<typeof viewsSuite>;

export const casesSuite = z.strictObject({
  ...common,
  kind: z.literal("cases").describe("cases: one prompt for every row of a data set."),
  dataset: dataset.describe("Where the cases are."),
  messages: z
    .array(message)
    .min(1)
    .default([{ role: "user", content: "{{input}}" }])
    .describe("The conversation to send; {{input}} and {{column}} are the case's."),
});
export type CasesSuite = z.infer<typeof casesSuite>;

/** A measurement definition: what is asked, what reads the answers, and what would count as bad. */
export const suite = z.discriminatedUnion("kind", [viewsSuite, casesSuite]);
export type Suite = z.infer<typeof suite>;
