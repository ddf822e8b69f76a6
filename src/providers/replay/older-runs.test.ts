import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { PromptRow } from "../../schema/run/prompt-row.ts";
import { samplePrompt } from "../conformance/provider-promises.ts";
import type { ChatOutcome } from "../provider.ts";
import { replayProvider } from "./replay-provider.ts";

const file = join(
  resolve(process.env["ASSAY_REFERENCE"] ?? "../shared/reference"),
  "sycophancy/reference_run_scored.jsonl",
);

interface OlderRow {
  model_id: string;
  prompt_id: string;
  messages: PromptRow["messages"];
  response_text: string;
  score: number | null;
  error: string | null;
}

test.skipIf(!existsSync(file))(
  "every row of an older scored run replays, answer and judgement (needs reference data)",
  async () => {
    const rows = readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as OlderRow);
    const provider = replayProvider();
    const judge = provider.resolve({ id: "judge", provider: "replay", concurrency: 1, file }, {});
    const ask = (row: OlderRow, stage: "answer" | "judge"): Promise<ChatOutcome> => {
      const model =
        stage === "judge"
          ? judge
          : provider.resolve({ id: row.model_id, provider: "replay", concurrency: 1, file }, {});
      const prompt = { ...samplePrompt, promptId: row.prompt_id, messages: row.messages };
      const origin = { prompt, repeat: 0, stage, subject: stage === "judge" ? row.model_id : null, attempt: 1 };
      return provider.generate(
        { model, messages: row.messages, params: {}, responseSchema: null, origin },
        { signal: new AbortController().signal, timeoutMs: 1000 },
      );
    };
    const failed: string[] = [];
    for (const row of rows) {
      const answer = await ask(row, "answer");
      const judgement = await ask(row, "judge");
      if (row.error !== null) {
        failed.push(`${row.model_id} ${row.prompt_id}`);
        expect(answer).toMatchObject({ kind: "failure", cause: "protocol", final: true, message: row.error });
        expect(judgement).toMatchObject({ kind: "failure", cause: "not_found", final: true });
      } else {
        expect(answer).toMatchObject({ kind: "answer", text: row.response_text, finish: "stop" });
        expect(judgement).toMatchObject({ kind: "answer" });
        expect(Number((judgement as { text: string }).text)).toBe(row.score);
      }
    }
    expect(rows).toHaveLength(216);
    expect(failed).toEqual(["openai/gpt-oss-20b:free 032"]);
    await provider.close?.();
  },
);
