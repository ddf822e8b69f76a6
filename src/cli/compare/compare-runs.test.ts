import { describe, expect, test } from "vitest";
import { assay, folderWith } from "../testing/assay-process.ts";

/** A line of run_scored.jsonl: prompts in clusters of three, two repeats each, two models. */
function scored(model: string, prompt: number, repeat: number, score: number | null): string {
  const nothing = Object.fromEntries(
    [
      ...["run_timestamp_iso", "eval_timestamp_iso", "provider", "perspective", "messages", "scorer_model"],
      ...["eval_latency_ms", "eval_provider", "eval_input_tokens", "eval_output_tokens", "eval_total_tokens"],
      ...["eval_cost_usd", "eval_request_id", "eval_finish_reason", "eval_raw_response", "error", "triplet_id", "view"],
      ...["role", "stance", "refusal", "evidence", "position_bias", "panel_range", "guideline_version", "reason"],
      ...["attempts", "cost_usd"],
    ].map((key) => [key, null]),
  );
  return JSON.stringify({
    ...nothing,
    ...{ run_id: "r", model_id: model, prompt_id: `p${prompt}`, cluster_id: `c${Math.floor(prompt / 3)}`, repeat },
    ...{
      factors: {},
      response_text: "",
      score,
      outcome: "answered",
      score_state: score === null ? "failed" : "scored",
    },
    ...{ judges: [], scorers: [{ name: "exact", score, reason: null, metadata: {} }] },
  });
}

function lines(models: Readonly<Record<string, (prompt: number) => number>>): string {
  const rows = Object.entries(models).flatMap(([model, score]) =>
    Array.from({ length: 36 }, (_, i) => scored(model, i >> 1, i & 1, score(i >> 1))),
  );
  return `${rows.join("\n")}\n`;
}

const files = {
  ".assay/runs/small-20260101-000000-aaaaaa/run_scored.jsonl": lines({ "org/a": (i) => Math.sin(i) / 2 }),
  ".assay/runs/small-20260102-000000-bbbbbb/run_scored.jsonl": lines({
    "org/a": (i) => Math.sin(i) / 2 + 0.1 + 0.05 * Math.cos(i),
    "org/b": (i) => Math.sin(2 * i) / 2,
  }),
  ".assay/runs/small-20260103-000000-cccccc/run.json": "{}",
};

describe("runs of the workspace", () => {
  test("compare by id: items are prompts, clusters as recorded, repeats averaged, a scorer a metric", async () => {
    const cwd = await folderWith(files);
    const { code, out, err } = await assay(["compare", "small-20260101", "small-20260102#org/a", "--json"], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { rows } = JSON.parse(out) as { rows: Record<string, unknown>[] };
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      metric_id: "exact",
      n: { items: 18, clusters: 6, lost: 0 },
      evidence: { used: "clustered-items" },
      verdict: "better",
    });
    expect(rows[0]!["notes"]).toContain("Up to 2 repeats of one item were averaged first.");
  });

  test("also as a folder, as a file, and two models of one run", async () => {
    const cwd = await folderWith(files);
    const run = ".assay/runs/small-20260102-000000-bbbbbb";
    const { code, out } = await assay(
      ["compare", `${run}#org/a`, `${run}/run_scored.jsonl#org/b`, "--metric", "score"],
      { cwd },
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^score {2}org\/b − org\/a .* n 6 clusters of 18 items/);
  });

  test.each([
    [["small-20260101", "small-20260102"], "holds 2 models", "small-20260102#org/a"],
    [["small-20260101", "small-20260102#org/c"], 'no model "org/c"', "#org/"],
    [["small-20260101", "small-20260103"], "has not been scored yet", "assay eval score small-20260103-000000-cccccc"],
    [
      ["small-20260101", "smal-20260101"],
      'nothing here is called "smal-20260101": no file, no run, no baseline',
      "next:",
    ],
    [
      ["small-20260101", "small-20260102#org/a", "--cluster", "topic"],
      "names a column of a table",
      "Leave --cluster out",
    ],
  ])("%j exits 2 and says what to type", async (args, words, next) => {
    const { code, err } = await assay(["compare", ...args], { cwd: await folderWith(files) });
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err).toContain(next);
  });
});
