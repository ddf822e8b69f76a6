import { readdir, stat } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { InvalidInputError, MissingFileError } from "../../../errors/input-errors.ts";
import { nearestName } from "../../../errors/nearest-name.ts";
import type { CaseRecord } from "../../../run/suite/dataset/case-record.ts";
import { readCsv } from "../../../run/suite/dataset/read-csv.ts";
import { readJsonl } from "../../../run/suite/dataset/read-jsonl.ts";
import { findWorkspace } from "../../../store/workspace.ts";
import { calibrationLabels } from "./calibration-labels.ts";
import { datasetLabels } from "./dataset-labels.ts";
import type { ReadLabels } from "./label-columns.ts";
import { reviewLabels } from "./review-labels.ts";

/**
 * Labels of people: a CSV or JSONL export of `assay label export` (`--type calibration`, one row an answer, or the older
 * `reviews`, one row a rating), or the name of a data set in the workspace. Machine labels are left out and counted.
 */
export async function readLabels(cwd: string, source: string): Promise<ReadLabels> {
  const file = resolve(cwd, source);
  const found = await kindOf(file);
  if (found === "file") return readLabelFile(file);
  if (found === "folder") return datasetLabels(file);
  const workspace = await findWorkspace(cwd);
  const folder = workspace === null ? null : join(workspace.folder, "labels");
  const names = folder === null ? [] : await readdir(folder).catch(() => []);
  if (folder !== null && names.includes(source)) return datasetLabels(join(folder, source));
  const nearest = nearestName(source, names);
  throw new MissingFileError(`there is no file of labels and no data set "${source}"`, {
    place: { file },
    hint:
      nearest === null
        ? "Write one: assay label export -d DATASET --type calibration --out labels.jsonl"
        : `Did you mean "${nearest}"?`,
  });
}

async function readLabelFile(file: string): Promise<ReadLabels> {
  const options = { required: [], optional: [] };
  const rows: CaseRecord[] = [];
  const csv = extname(file).toLowerCase() === ".csv";
  for await (const row of csv ? readCsv(file, options) : readJsonl(file, options)) rows.push(row);
  const [first] = rows;
  if (first === undefined) throw new InvalidInputError("this file holds no label", { place: { file } });
  return "reviewer_code" in first.columns ? reviewLabels(rows, file) : calibrationLabels(rows, file);
}

async function kindOf(path: string): Promise<"file" | "folder" | null> {
  return stat(path).then(
    (found) => (found.isDirectory() ? "folder" : "file"),
    () => null,
  );
}
