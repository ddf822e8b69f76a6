import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assay, folderWith } from "../testing/assay-process.ts";

test("the demo of the table study finds what was planted, and its commands go on from there", async () => {
  const cwd = await folderWith();
  const { code, out } = await assay(["demo", "matrix"], { cwd, withinMs: 60_000 });
  expect(code).toBe(0);
  expect(out).toContain("rank: 3 planted, 3 found");
  const [, ours, means] = /off by ([\d.]+) normalised points on average, column means by ([\d.]+)/.exec(out)!;
  expect(Number(ours)).toBeLessThan(Number(means) - 3);
  expect(await readdir(join(cwd, ".assay", "demo-matrix", "analysis"))).toContain("report.html");
  const one = /One: +assay (.*)/.exec(out)![1]!;
  expect(await assay(one.split(" "), { cwd })).toMatchObject({ code: 0 });
});
