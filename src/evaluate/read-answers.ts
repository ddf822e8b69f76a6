import { fromDisk } from "../schema/codec.ts";
import { parseJson } from "../schema/parse-json.ts";
import { type AnswerRow, answerRow } from "../schema/run/answer-row.ts";
import { readLineBatches } from "../store/read-lines.ts";

/** The rows of a `run.jsonl`, in order, with the object as it stands on disk. A broken line names file and line. */
export async function* readAnswers(
  file: string,
): AsyncGenerator<{ row: AnswerRow; disk: Readonly<Record<string, unknown>> }> {
  for await (const batch of readLineBatches(file)) {
    for (const { bytes, line } of batch) {
      if (bytes.length === 0) continue;
      const place = { file, line };
      const disk = parseJson(bytes.toString("utf8"), place);
      yield { row: fromDisk(answerRow, disk, place), disk: disk as Record<string, unknown> };
    }
  }
}
