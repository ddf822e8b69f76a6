import type { z } from "zod";
import { documentKinds, type KindName } from "../../src/schema/document-kinds.ts";
import { event } from "../../src/schema/event.ts";
import { ref } from "../../src/schema/ref.ts";
import { resultItem } from "../../src/schema/result-item.ts";
import { answerRow } from "../../src/schema/run/answer-row.ts";
import { promptRow } from "../../src/schema/run/prompt-row.ts";
import { rosterEntry } from "../../src/schema/run/roster.ts";
import { scoredRow } from "../../src/schema/run/scored-row.ts";
import { suite } from "../../src/schema/run/suite.ts";
import { sampleRow } from "../../src/schema/sample-row.ts";

export interface RecordEntry {
  /** Name of its schema file. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly schema: z.core.$ZodType;
}

const documents = (Object.keys(documentKinds) as KindName[]).map((name): RecordEntry => {
  const { tag, about, schema } = documentKinds[name];
  return { name, title: tag, about, schema };
});

/** Every record of the reference: documents first, then lines of JSONL files, then what people write. */
export const recordTable: readonly RecordEntry[] = [
  ...documents,
  {
    name: "result-item",
    title: "result item",
    about: "One number a stage hands on: in collections, reports and results.jsonl.",
    schema: resultItem,
  },
  {
    name: "sample-row",
    title: "sample row",
    about: "Evidence for one item of a metric: a line of items.jsonl.",
    schema: sampleRow,
  },
  { name: "event", title: "event", about: "A line of the hash-chained events.jsonl.", schema: event },
  { name: "ref", title: "ref", about: "What one name of refs.json points to, and its history.", schema: ref },
  { name: "prompt-row", title: "prompt row", about: "One prompt: a line of grid.jsonl.", schema: promptRow },
  { name: "answer-row", title: "answer row", about: "One effective answer: a line of run.jsonl.", schema: answerRow },
  {
    name: "scored-row",
    title: "scored row",
    about: "One answer with its score: a line of run_scored.jsonl.",
    schema: scoredRow,
  },
  {
    name: "roster-entry",
    title: "roster entry",
    about: "One model of models.json or judges.json.",
    schema: rosterEntry,
  },
  { name: "suite", title: "suite", about: "A measurement definition: a suite file.", schema: suite },
];
