import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assay, folderWith } from "../testing/assay-process.ts";
import { runIn } from "../testing/small-study.ts";

test("the demo ends within a minute, prints each interval beside the planted S, and draws every picture", {
  timeout: 90_000,
}, async () => {
  const cwd = await folderWith();
  const { code, out } = await assay(["demo", "eval"], { cwd, withinMs: 60_000 });
  expect(code).toBe(0);
  for (const planted of ["0.30", "0.10", "0.00", "-0.10"]) {
    expect(out).toMatch(new RegExp(`^\\S+ +${planted} +-?0\\.\\d+ +\\[.*\\]  (yes|no)$`, "m"));
  }
  const { folder, id } = await runIn(cwd);
  expect(out).toContain(`assay eval summary ${id} --labels`);
  const pictures = join(folder, "report", "pictures");
  const drawn = (await readdir(pictures)).filter((name) => name.endsWith(".png"));
  expect(drawn.map((name) => name.replace(".png", "")).sort()).toEqual([
    "coverage",
    "judge-agreement",
    "judge-and-people",
    "latency-over-time",
    "rating-range",
    "s-by-factor",
    "s-by-model",
    "slopes",
    "stance-mix",
    "time-and-cost",
    "variance-parts",
  ]);
  for (const name of drawn) expect((await stat(join(pictures, name))).size).toBeGreaterThan(5000);
});
