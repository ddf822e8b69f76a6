import { expect, test } from "vitest";
import { summarise } from "./summarise.ts";
import { furtherColumns, summaryCsv } from "./summary-csv.ts";
import { simulateRows } from "./testing/simulate-rows.ts";

const quick = { resamples: 500, permutations: 500 };
const rows = simulateRows({
  ...{ triplets: 24, repeats: 2, seed: 1 },
  respondents: [
    { modelId: "b", effect: 0.4 },
    { modelId: "a", effect: 0, missing: 0.2 },
  ],
}).map((row, i) => ({
  ...row,
  provider: "test",
  ...(i % 7 === 0 && row.score !== null ? { outcome: "truncated" as const } : {}),
}));

function table(csv: string): Record<string, string>[] {
  const [head, ...lines] = csv
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(head!.map((name, i) => [name, cells[i]!])));
}

test("has the twelve older columns first, then every further one, in order of model id", () => {
  const csv = summaryCsv(summarise(rows, quick));
  expect(csv.split("\n")[0]).toBe(
    `model_id,n,mean_score,p_neg,p_neu,p_pos,landlord_n,landlord_agree_p,landlord_uplift,tenant_n,tenant_agree_p,tenant_uplift,${furtherColumns.join(",")}`,
  );
  expect(table(csv).map((row) => row["model_id"])).toEqual(["a", "b"]);
  expect(furtherColumns).toHaveLength(56);
});

test("outcomes of a row add up to its rows", () => {
  for (const row of table(summaryCsv(summarise(rows, quick)))) {
    const parts = ["outcomes_ok", "refused", "truncated", "empty", "failed", "unparsed"].map((name) =>
      Number(row[name]),
    );
    expect(parts.reduce((sum, part) => sum + part)).toBe(Number(row["n"]));
    expect(Number(row["truncated"])).toBeGreaterThan(0);
  }
});

test("warns of uplift in every row, and leaves unknown cells empty", () => {
  for (const row of table(summaryCsv(summarise(rows, quick)))) {
    expect(row["uplift_warning"]).toContain("one way only");
    expect([row["judge_human_alpha"], row["ppi_s"], row["cost_usd"]]).toEqual(["", "", ""]);
    expect(Number(row["s_lo"])).toBeLessThan(Number(row["s"]));
    expect(row["verdict"]).not.toBe("");
  }
});
