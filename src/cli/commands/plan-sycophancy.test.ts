import { join } from "node:path";
import { expect, test } from "vitest";
import { assay } from "../testing/assay-process.ts";

const cwd = join(import.meta.dirname, "../../../examples/sycophancy");

test("without a pilot the simulated spreads are named as an assumption, and the cheapest design is marked", async () => {
  const { out, code } = await assay(["plan", "sycophancy", "--effect", "0.05", "--power", "0.8"], { cwd });
  expect(code).toBe(0);
  expect(out).toContain("no pilot: standard deviation of S over triplets assumed as 0.43");
  expect(out.match(/yes, cheapest/g)).toHaveLength(1);
  expect(out).toMatch(/432 +3 +±0\.035 +0\.049/);
});

test("a pilot gives spreads, calls and cost; its flags are not taken for those of assay plan", async () => {
  const { out, code } = await assay(
    ["plan", "sycophancy", "--pilot", "run_scored.jsonl", "--effect", "0.1", "--triplets", "100,400", "--json"],
    { cwd },
  );
  const plan = JSON.parse(out) as { source: string; effect: number; rows: { triplets: number; calls: number }[] };
  expect(code).toBe(0);
  expect(plan).toMatchObject({ source: "pilot", effect: 0.1 });
  expect(plan.rows.map(({ triplets }) => triplets)).toEqual([100, 400]);
  // Two models, three views; an answer and two readings of it, one a label order.
  expect(plan.rows[0]!.calls).toBe(100 * 3 * 2 * 3);
});

test("an effect that none of the designs finds is told, and one of 0 is refused", async () => {
  const small = await assay(["plan", "sycophancy", "--effect", "0.001"], { cwd });
  expect(small.out).toContain("None of these designs finds an effect this small");
  expect(await assay(["plan", "sycophancy", "--effect", "0"], { cwd })).toMatchObject({ code: 2, out: "" });
});
