import { dirname, join } from "node:path";
import { messagesAt, turnAfter } from "../run/cells/conversation.ts";
import { type GridIndex, openGrid } from "../run/cells/grid-index.ts";
import { fromDisk } from "../schema/codec.ts";
import { parseJson } from "../schema/parse-json.ts";
import { type AnswerRow, answerRow } from "../schema/run/answer-row.ts";
import type { ChatMessage } from "../schema/run/prompt-row.ts";
import { readLineBatches } from "../store/read-lines.ts";

/**
 * The rows of a `run.jsonl`, in order, with the object as it stands on disk. Messages that a slim run left out are put
 * back from the grid beside it. A broken line names file and line.
 */
export async function* readAnswers(
  file: string,
): AsyncGenerator<{ row: AnswerRow; disk: Readonly<Record<string, unknown>> }> {
  let prompts: Prompts | null = null;
  try {
    for await (const batch of readLineBatches(file)) {
      for (const { bytes, line } of batch) {
        if (bytes.length === 0) continue;
        const place = { file, line };
        const disk = parseJson(bytes.toString("utf8"), place);
        const row = fromDisk(answerRow, disk, place);
        if (row.messages === null) {
          prompts ??= await promptsOf(join(dirname(file), "grid.jsonl"));
          row.messages = messagesOf(prompts, row);
        }
        yield { row, disk: disk as Record<string, unknown> };
      }
    }
  } finally {
    prompts?.grid.close();
  }
}

interface Prompts {
  readonly grid: GridIndex;
  readonly rows: ReadonlyMap<string, number>;
}

async function promptsOf(file: string): Promise<Prompts> {
  const grid = await openGrid(file);
  const rows = new Map<string, number>();
  for (let index = 0; index < grid.size; index++) rows.set(String(grid.rawRow(index)["prompt_id"]), index);
  return { grid, rows };
}

function messagesOf({ grid, rows }: Prompts, { promptId, turns }: AnswerRow): ChatMessage[] | null {
  const index = rows.get(promptId);
  if (index === undefined) return null;
  const { messages } = grid.row(index);
  if (turns === undefined) return messages;
  const opening = messages.at(-1)?.role === "user" ? messages.slice(0, -1) : messages;
  const conversation = { opening, asked: turns.map((turn) => turn.content) };
  const replies = turns.slice(0, -1).map((turn) => turn.responseText);
  return messagesAt(turnAfter(conversation, replies));
}
