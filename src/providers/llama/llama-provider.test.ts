import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RosterEntry } from "../../schema/run/roster.ts";
import { samplePrompt } from "../conformance/provider-promises.ts";
import type { ChatOutcome, ChatProvider, ChatRequest } from "../provider.ts";
import { findLlamaPackage } from "./llama-package.ts";
import { llamaProvider } from "./llama-provider.ts";
import { tinyGguf } from "./testing/tiny-gguf.ts";

/** Where node-llama-cpp is installed; it is no dependency of this package. */
const folders = [process.env["ASSAY_LLAMA"] ?? process.cwd()];
const installed = (() => {
  try {
    findLlamaPackage(folders);
    return true;
  } catch {
    return false;
  }
})();

let folder: string;
let file: string;
let endless: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-llama-"));
  file = join(folder, "tiny.gguf");
  endless = join(folder, "endless.gguf");
  await writeFile(file, tinyGguf());
  await writeFile(endless, tinyGguf({ endless: true }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const entry = (over: Partial<RosterEntry> = {}): RosterEntry => ({
  id: "local",
  provider: "llama",
  file,
  concurrency: 2,
  context: 512,
  threads: 1,
  gpuLayers: 0,
  ...over,
});

test("without the package, the provider says how to add it, before anything is sent", async () => {
  const empty = await mkdtemp(join(tmpdir(), "assay-llama-"));
  const provider = llamaProvider([empty]);
  const refusal = {
    message: expect.stringContaining("not installed"),
    hint: "Add it with: npm install node-llama-cpp",
  };
  expect(() => provider.resolve(entry(), {})).toThrow(expect.objectContaining(refusal));
  await rm(empty, { recursive: true });
});

describe.skipIf(!installed)(
  "with node-llama-cpp (skipped where it is not installed: ASSAY_LLAMA names its folder)",
  () => {
    let provider: ChatProvider;
    beforeAll(() => {
      provider = llamaProvider(folders);
    });
    afterAll(() => provider.close?.());

    const ask = (
      over: Partial<ChatRequest> = {},
      model = provider.resolve(entry(), {}),
      call: { timeoutMs?: number; signal?: AbortSignal } = {},
    ): Promise<ChatOutcome> =>
      provider.generate(
        {
          model,
          messages: samplePrompt.messages,
          params: {},
          responseSchema: null,
          origin: { prompt: samplePrompt, repeat: 0, stage: "answer", subject: null, attempt: 1 },
          ...over,
        },
        { signal: call.signal ?? new AbortController().signal, timeoutMs: call.timeoutMs ?? 20_000 },
      );

    test("a local model answers, with tokens counted and its file in the identity", async () => {
      const model = provider.resolve(entry(), {});
      expect(model.baseUrl).toMatch(/^llama:[0-9a-f]{16}$/);
      expect(await ask({}, model)).toMatchObject({ kind: "answer", text: "Hi", finish: "stop", usage: { output: 3 } });
    });

    test("calls side by side use a sequence each, and nothing of one reaches the next", async () => {
      const model = provider.resolve(entry(), {});
      const outcomes = await Promise.all([ask({}, model), ask({}, model)]);
      expect(outcomes).toMatchObject([{ text: "Hi" }, { text: "Hi" }]);
      const tokens = outcomes.map((one) => (one.kind === "answer" ? one.usage.input : null));
      expect(tokens[0]).toBe(tokens[1]);
    });

    test("an answer that does not end is cut at its limit, and told", async () => {
      const model = provider.resolve(entry({ id: "endless", file: endless }), {});
      expect(await ask({ params: { maxOutputTokens: 5 } }, model)).toMatchObject({
        finish: "length",
        usage: { output: 5 },
      });
      expect(await ask({ params: { stop: ["iH"], maxOutputTokens: 50 } }, model)).toMatchObject({ finish: "stop" });
    });

    test("a prompt that does not fit the context is refused and not shortened", async () => {
      const messages = [{ role: "user" as const, content: "word ".repeat(2000) }];
      expect(await ask({ messages })).toMatchObject({ kind: "failure", cause: "context_length" });
    });

    test("a time-out and an abort end the call", async () => {
      const model = provider.resolve(entry({ id: "endless", file: endless, context: 2048 }), {});
      await ask({ params: { maxOutputTokens: 1 } }, model);
      expect(await ask({}, model, { timeoutMs: 1 })).toMatchObject({ cause: "timeout" });
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 5);
      expect(await ask({}, model, { signal: controller.signal })).toMatchObject({ cause: "cancelled" });
    });

    test("a file that is no GGUF is refused when the roster is read", async () => {
      const other = join(folder, "other.gguf");
      await writeFile(other, "hello");
      expect(() => provider.resolve(entry({ file: other }), {})).toThrow("no GGUF file");
      expect(() => provider.resolve(entry({ file: join(folder, "none.gguf") }), {})).toThrow("cannot open");
    });
  },
);
