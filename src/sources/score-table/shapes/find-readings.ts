import { basename } from "node:path";
import { placeAt } from "../../../schema/parse-json.ts";
import type { SourceFile } from "../read/source-file.ts";
import type { Reading } from "./candidate.ts";
import { type CsvFile, csvHeader, csvSet } from "./csv-set.ts";
import { declaredReading } from "./declared-readings.ts";
import { denseReadings } from "./dense-readings.ts";
import { type JsonDocument, type LocateJson, walkJson } from "./json-walk.ts";
import { longReadings } from "./long-readings.ts";
import type { RecordSet } from "./record-set.ts";
import { wideReadings } from "./wide-readings.ts";

export interface FoundReadings {
  readonly sets: readonly RecordSet[];
  readonly readings: readonly Reading[];
  /** What the files say of themselves; null where they say nothing. */
  readonly declared: Reading | null;
}

/** Everything in these files that could be a table of scores. */
export async function findReadings(sources: readonly SourceFile[]): Promise<FoundReadings> {
  const documents = sources.flatMap(documentsOf);
  const locate: LocateJson = (file, path) => {
    const { path: name, content } = sources[file]!;
    if (content.format === "json") return placeAt(content.place, path);
    const [row, ...rest] = path;
    const line = content.format === "jsonl" ? content.lines[Number(row)] : undefined;
    return { file: name, ...(line === undefined ? {} : { line }), ...placeAt({}, rest) };
  };
  const declared = sources.every(({ content }) => content.format !== "csv") ? declaredReading(documents, locate) : null;
  const found = walkJson(documents, locate);
  const sets = [...found.sets, ...(await csvSets(sources))];
  return {
    sets,
    readings: [...sets.flatMap((set) => [...longReadings(set), ...wideReadings(set)]), ...denseReadings(found, locate)],
    declared,
  };
}

function documentsOf({ content }: SourceFile, file: number): JsonDocument[] {
  if (content.format === "json") return [{ value: content.value, file, path: "$", at: [] }];
  if (content.format === "jsonl") return content.values.map((value, row) => ({ value, file, path: "$[*]", at: [row] }));
  return [];
}

/** Files with the same header are one set; where there are several, each is called by its file. */
async function csvSets(sources: readonly SourceFile[]): Promise<RecordSet[]> {
  const groups = new Map<string, { header: readonly string[]; files: CsvFile[] }>();
  for (const [file, { path, location, bytes, content }] of sources.entries()) {
    if (content.format !== "csv") continue;
    const entry: CsvFile = { path, location, bytes, separator: content.separator, file };
    const header = await csvHeader(entry);
    const key = header.join("\0");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { header, files: [entry] });
    else group.files.push(entry);
  }
  const alone = groups.size === 1;
  return Promise.all(
    [...groups.values()].map(({ header, files }) =>
      csvSet(files, header, alone ? "$[*]" : `${basename(files[0]!.path)}#$[*]`),
    ),
  );
}
