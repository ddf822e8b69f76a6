import { expect, test } from "vitest";
import { assay, folderWith } from "./testing/assay-process.ts";

const simulated = (id: string, family: string, price = {}) => ({
  id,
  provider: "simulated",
  concurrency: 2,
  family,
  ...price,
});
const price = { price: { input: 1, output: 2, as_of: "2026-01-01" } };

test("a dry run tells calls, cost with the date of its prices, judges and lint; it writes nothing", async () => {
  const cwd = await folderWith({
    "models.json": JSON.stringify([simulated("a", "x", price), simulated("b", "y")]),
    "judges.json": JSON.stringify([simulated("j1", "x", price), simulated("j2", "z")]),
    "suite.yaml": `schema: assay/suite@1
id: lopsided
version: 1
kind: views
factors: { rent: [100, 200, 300] }
views:
  - { id: one, role: a, template: "The rent is {{rent}}. Is that fair?" }
  - { id: two, role: b, template: "I pay {{rent}}. What shall I do now, and what shall I say to the other side?" }
axis: { low: pro-b, high: pro-a }
messages: [{ role: user, content: "{{view}}" }]
scorers: [{ id: stance, use: judge-panel, with: { guideline: "Who profits?" } }]
`,
  });
  const { code, out } = await assay(["eval", "run", "suite.yaml", "--repeats", "2", "--dry-run"], { cwd });
  expect(code).toBe(0);
  expect(out).toContain("6 prompts in 3 triplets × 2 repeats × 2 models = 24 calls");
  expect(out).toMatch(/\$0\.0\d+ \(prices of 2026-01-01\)/);
  // j1 is of a's family and judges b alone: 12 answers in two orders.
  expect(out).toMatch(/judge j1: 24 calls, cost \$0\.\d+/);
  expect(out).toContain("judge j2: 48 calls, cost unknown");
  expect(out).toMatch(/lint warning: the views of 3 triplets end with different questions/);
  expect(out).toMatch(/lint warning: 3 triplets; an interval needs at least 20/);
  expect(await assay(["ls"], { cwd })).toMatchObject({ code: 2 });
});
