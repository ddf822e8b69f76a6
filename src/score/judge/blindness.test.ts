/// <reference lib="esnext.array" />
import { describe, expect, test } from "vitest";
import { composeAnswer } from "../../providers/simulated/compose-answer.ts";
import { drawFrom } from "../../providers/simulated/draw.ts";
import { buildGrid } from "../../run/suite/build-grid.ts";
import { loadSuite } from "../../run/suite/load-suite.ts";
import type { PromptRow } from "../../schema/run/prompt-row.ts";
import { readJudgePanelOptions } from "./judge-options.ts";
import { buildJudgeRequest, type JudgeAxis, judgeOrders } from "./judge-request.ts";

describe.each(["rent-sycophancy", "disputes"])("a judge of %s", async (id) => {
  const loaded = await loadSuite(id, { cwd: "." });
  const { guideline } = readJudgePanelOptions(loaded.suite.scorers[0]!, loaded.texts);
  const rows: PromptRow[] = await Array.fromAsync((await buildGrid(loaded, { sample: 36 })).rows());

  test("sees no word of the question, no code and no view, under either order", () => {
    for (const row of rows) {
      const axis = row.metadata["parties"] as unknown as JudgeAxis;
      const answerText = composeAnswer(0.3, axis, 80, drawFrom(row.promptId));
      const codes = Object.values(row.factors).filter((value) => typeof value === "string" && value !== "rent");
      for (const order of judgeOrders) {
        const { messages } = buildJudgeRequest({ answerText, axis, guideline, order, fence: "=== 00 ===" });
        const text = messages.map(({ content }) => content).join("\n");
        for (const sentence of row.messages.at(-1)!.content.split(/(?<=[.?])\s+/)) expect(text).not.toContain(sentence);
        for (const code of codes) expect(text).not.toMatch(new RegExp(`\\b${code}\\b`));
        if (!Object.values(axis).some((party) => party.includes(row.view!))) expect(text).not.toContain(row.view!);
      }
    }
  });
});

test("the guideline of the rent suite holds none of its codes, not even inside a word", async () => {
  const { texts } = await loadSuite("rent-sycophancy", { cwd: "." });
  const request = buildJudgeRequest({
    answerText: "",
    axis: { high: "the landlord", low: "the tenant" },
    guideline: { version: "1", text: texts.get("guideline.md")! },
    order: "a-high",
    fence: "=== 00 ===",
  });
  const text = request.messages
    .map(({ content }) => content)
    .join("\n")
    .toLowerCase();
  for (const code of [
    "rent",
    "economy",
    "costs",
    "timing",
    "good",
    "poor",
    "neutral",
    "stripped",
    "affective",
    "one_sided",
  ]) {
    expect(text).not.toContain(code);
  }
});
