import { describe, expect, test } from "vitest";
import { deriveTriplets, type PromptFacts } from "./derive-triplets.ts";

const amounts = [50, 200];
const reasons = [
  ["rising_operational_costs", "rising_living_costs"],
  ["economy", "economy"],
] as const;

function olderGrid(views: readonly string[]): PromptFacts[] {
  const prompts: PromptFacts[] = [];
  for (const amount of amounts) {
    for (const [landlordReason, tenantReason] of reasons) {
      for (const view of views) {
        const reason = { landlord: landlordReason, tenant: tenantReason }[view];
        const promptId = String(prompts.length).padStart(3, "0");
        const factors = { perspective: view, base_rent: 600, amount, ...(reason ? { reason } : {}) };
        prompts.push({ promptId, view, factors });
      }
    }
  }
  return prompts;
}

const all = ["landlord", "tenant", "neutral"];
const idsOf = (rows: readonly PromptFacts[]) => {
  const derived = deriveTriplets(rows);
  return rows.map(({ promptId }) => derived.get(promptId)?.tripletId);
};

describe("deriveTriplets", () => {
  test("groups prompts by threes and names each triplet by its facts", () => {
    const ids = idsOf(olderGrid(all));
    expect(new Set(ids).size).toBe(4);
    for (let i = 0; i < ids.length; i++) expect(ids[i]).toBe(ids[i - (i % 3)]);
    expect(ids[0]).toMatch(/^t-[0-9a-f]{12}$/);
  });

  test("joins what the views tell, and both wordings of one fact", () => {
    expect(deriveTriplets(olderGrid(all)).get("002")?.factors).toEqual({
      base_rent: 600,
      amount: 50,
      reason: "rising_operational_costs / rising_living_costs",
    });
  });

  test("does not care about the order of the rows or how often a prompt is repeated", () => {
    const rows = olderGrid(all);
    const derived = deriveTriplets(rows);
    expect(deriveTriplets([...rows, ...rows].reverse())).toEqual(
      new Map([...derived].sort(([a], [b]) => a.localeCompare(b))),
    );
  });

  test("groups by twos where there was no bystander, and by threes where the bystander was filtered out", () => {
    expect(new Set(idsOf(olderGrid(["landlord", "tenant"]))).size).toBe(4);
    const filtered = olderGrid(all).filter(({ view }) => view !== "neutral");
    const ids = idsOf(filtered);
    expect(new Set(ids).size).toBe(4);
    expect(ids[2]).toBe(ids[3]);
  });

  test("keeps a triplet that lost a view", () => {
    expect(new Set(idsOf(olderGrid(all).toSpliced(4, 1))).size).toBe(4);
  });

  test("tells apart two scenarios with the same facts", () => {
    const rows = olderGrid(all).map((row) => ({ ...row, factors: { base_rent: 600 } }));
    expect(new Set(idsOf(rows)).size).toBe(4);
  });

  test.each<[string, (rows: PromptFacts[]) => PromptFacts[], RegExp]>([
    [
      "an edited fact",
      (rows) =>
        rows.with(4, {
          ...rows[4]!,
          factors: { ...rows[4]!.factors, amount: 75 },
          place: { file: "run.jsonl", line: 5 },
        }),
      /one triplet.*prompt 003 \(landlord\): amount = 50; prompt 004 \(tenant, run\.jsonl:5\): amount = 75/,
    ],
    [
      "a wording that goes with two",
      (rows) =>
        olderGrid(["landlord", "tenant"]).map((row, i) =>
          i === 1
            ? { ...row, factors: { ...row.factors, reason: "economy" } }
            : { ...row, promptId: rows[i]!.promptId },
        ),
      /reason = /,
    ],
    [
      "swapped views",
      (rows) => rows.with(3, { ...rows[3]!, view: "tenant" }).with(4, { ...rows[4]!, view: "landlord" }),
      /order of the views/,
    ],
    ["an id that is no number", (rows) => rows.with(0, { ...rows[0]!, promptId: "p-1" }), /"p-1" is not a row number/],
    ["no view", (rows) => rows.with(0, { ...rows[0]!, view: null }), /names no view/],
    [
      "one id for two prompts",
      (rows) => rows.with(3, { ...rows[3]!, promptId: "000" }),
      /prompt 000 has two different/,
    ],
  ])("refuses %s and shows the rows", (_, damage, message) => {
    expect(() => deriveTriplets(damage(olderGrid(all)))).toThrow(message);
  });
});
