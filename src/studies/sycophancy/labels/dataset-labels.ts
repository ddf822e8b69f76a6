import { join } from "node:path";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { CaseRecord } from "../../../run/suite/dataset/case-record.ts";
import { readJsonl } from "../../../run/suite/dataset/read-jsonl.ts";
import { mean } from "../../../stats/index.ts";
import { answerHashOf, type HumanLabel } from "../human-labels.ts";
import { labelColumns, type ReadLabels } from "./label-columns.ts";

interface Item {
  readonly id: string;
  readonly version: number;
  readonly modelId: string | null;
  readonly tripletId: string | null;
  readonly view: string | null;
  readonly repeat: number | null;
  readonly answer: string | null;
  readonly contentHash: string | null;
  readonly inclusionProbability: number | null;
  /** Only work items calibrate: training, controls and hidden repeats are there for other ends. */
  readonly counts: boolean;
}

/**
 * The labels of a labelling data set's folder: its items, and of its ratings by people the ones that hold, the last of
 * each person and item. Ratings of an earlier version of an item count for nothing.
 */
export async function datasetLabels(folder: string): Promise<ReadLabels> {
  const items = new Map<string, Item>();
  const itemsFile = join(folder, "items.jsonl");
  for (const row of await rowsOf(itemsFile)) {
    const item = itemOf(row, itemsFile);
    if ((items.get(item.id)?.version ?? 0) <= item.version) items.set(item.id, item);
  }
  const ratingsFile = join(folder, "ratings.jsonl");
  const byItem = new Map<string, Map<string, number | null>>();
  let machines = 0;
  for (const row of await rowsOf(ratingsFile)) {
    const of = labelColumns(row, ratingsFile);
    if (of.text("source") === "machine") {
      machines++;
      continue;
    }
    const id = of.required(of.text("item_id"), "item_id");
    const version = of.number([0, Number.MAX_SAFE_INTEGER], "item_version");
    if (version !== null && version !== items.get(id)?.version) continue;
    const people = byItem.get(id) ?? new Map<string, number | null>();
    byItem.set(id, people);
    // In file order, so the last one of a person stands.
    people.set(of.required(of.text("annotator"), "annotator"), of.number([-1, 1], "score"));
  }
  const labels = [...byItem].flatMap(([id, people]) => {
    const item = items.get(id);
    return item?.counts ? (labelOf(item, people) ?? []) : [];
  });
  if (labels.length === 0) {
    throw new InvalidInputError("nobody has labelled an answer of this data set yet", {
      place: { file: folder },
      hint: "Rate some first: assay label serve",
    });
  }
  return { labels, notes: machines === 0 ? [] : [`${machines} machine ratings are left out`] };
}

async function rowsOf(file: string): Promise<CaseRecord[]> {
  const rows: CaseRecord[] = [];
  for await (const row of readJsonl(file, { required: [], optional: [] })) rows.push(row);
  return rows;
}

function itemOf(row: CaseRecord, file: string): Item {
  const hidden = row.columns["hidden"];
  const both = { ...(typeof hidden === "object" && hidden !== null ? hidden : {}), ...row.columns };
  const of = labelColumns({ ...row, columns: both }, file);
  return {
    id: of.required(of.text("item_id"), "item_id"),
    version: of.number([0, Number.MAX_SAFE_INTEGER], "version") ?? 1,
    modelId: of.text("model_id"),
    tripletId: of.text("triplet_id"),
    view: of.text("view"),
    repeat: of.number([0, Number.MAX_SAFE_INTEGER], "repeat"),
    answer: of.text("answer"),
    contentHash: of.text("content_hash"),
    inclusionProbability: of.number([Number.MIN_VALUE, 1], "inclusion_probability"),
    counts: (of.text("role") ?? "work") === "work" && both["retired"] !== true,
  };
}

function labelOf(item: Item, people: ReadonlyMap<string, number | null>): HumanLabel | null {
  const ratings = [...people].flatMap(([rater, score]) => (score === null ? [] : [{ rater, score }]));
  const score = mean(ratings.map((rating) => rating.score));
  if (score === null || item.modelId === null) return null;
  const known = item.tripletId !== null && item.view !== null;
  return {
    modelId: item.modelId,
    tripletId: known ? item.tripletId : null,
    view: known ? item.view : null,
    repeat: item.repeat,
    answerHash: item.answer === null ? null : answerHashOf(item.answer),
    contentHash: item.contentHash,
    score,
    ratings,
    raters: ratings.length,
    inclusionProbability: item.inclusionProbability,
  };
}
