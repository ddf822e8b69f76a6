import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  type LoopbackServer,
  loopbackServer,
  type Reply,
  type SeenRequest,
  sendJson,
} from "../../providers/conformance/loopback-server.ts";

const suite = `schema: assay/suite@1
id: small
version: 1
kind: cases
dataset: { path: cases.jsonl, id: id }
params: { temperature: 0 }
`;

/** A suite of `cases` prompts and a roster that asks `url`, as files for a folder. */
export function smallStudy(url: string, options: { cases?: number; model?: object } = {}): Record<string, string> {
  const { cases = 4, model = {} } = options;
  const rows = Array.from({ length: cases }, (_, i) => JSON.stringify({ id: `c${i}`, input: `question ${i}` }));
  const roster = [{ id: "local/m", provider: "compatible", base_url: `${url}/v1`, concurrency: 2, ...model }];
  return {
    "suite.yaml": suite,
    "cases.jsonl": `${rows.join("\n")}\n`,
    "models.json": JSON.stringify(roster),
  };
}

/** A model behind real HTTP on loopback; closed when the test is over. Without `reply` it repeats the question. */
export async function modelServer(reply?: Reply): Promise<LoopbackServer> {
  const server = await loopbackServer(
    reply ?? ((request, response) => sendJson(response, 200, completion(`echo ${questionOf(request)}`))),
  );
  onTestFinished(() => server.close());
  return server;
}

export function completion(text: string): object {
  return {
    choices: [{ message: { content: text }, finish_reason: "stop" }],
    usage: { prompt_tokens: 5, completion_tokens: 5 },
  };
}

export function questionOf(request: SeenRequest): string {
  return (request.body["messages"] as { content: string }[]).at(-1)!.content;
}

export interface RunOnDisk {
  readonly id: string;
  readonly folder: string;
  readonly journal: string;
  readonly run: { status: string; counts: Record<string, number> };
  /** The lines of run.jsonl. */
  readonly answers: { prompt_id: string; response_text: string; outcome: string; cell: string; repeat: number }[];
}

/** The one run of the workspace in `cwd`, as it lies on disk. */
export async function runIn(cwd: string): Promise<RunOnDisk> {
  const ids = await readdir(join(cwd, ".assay", "runs"));
  if (ids.length !== 1) throw new Error(`there are ${ids.length} runs`);
  const folder = join(cwd, ".assay", "runs", ids[0]!);
  const journal = join(folder, "journal.jsonl");
  const answers = await readFile(join(folder, "run.jsonl"), "utf8").catch(() => "");
  return {
    id: ids[0]!,
    folder,
    journal,
    run: JSON.parse(await readFile(join(folder, "run.json"), "utf8")) as RunOnDisk["run"],
    answers: lines(answers) as unknown as RunOnDisk["answers"],
  };
}

/** The objects of a JSONL text; a line that is none throws. */
export function lines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Cells with a final line in this journal, in order. */
export async function settledCells(journal: string): Promise<string[]> {
  const finals = lines(await readFile(journal, "utf8")).filter((line) => line["t"] === "attempt" && line["final"]);
  return finals.map((line) => `${String(line["cell"])}/${String(line["repeat"])}`);
}
