import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { assay, folderWith } from "../testing/assay-process.ts";

const folder = fileURLToPath(new URL("../../../examples/matrix/", import.meta.url));

test("analyze gives the example's expected files, byte for byte", async () => {
  const out = await folderWith();
  const line = ["matrix", "analyze", "--data", "scores.csv", "--mask", "mask.json", "--k", "3", "--force"];
  const ended = await assay([...line, "--out", out], { cwd: folder, withinMs: 60_000 });
  expect(ended.code, ended.err).toBe(0);
  for (const name of await readdir(join(folder, "expected"))) {
    expect(await readFile(join(out, name), "utf8"), name).toBe(await readFile(join(folder, "expected", name), "utf8"));
  }
});

test("the example's own predictor is scored beside ours and passes the proof", async () => {
  const line = ["matrix", "evaluate", "--data", "scores.csv", "--mask", "mask.json", "--predictor", "mean,assay"];
  const ended = await assay([...line, "--plugin", "my-method.ts", "--no-intervals", "--resamples", "200"], {
    cwd: folder,
    withinMs: 60_000,
  });
  expect(ended).toMatchObject({ code: 0, out: expect.stringContaining("No prediction changed") });
  expect(ended.out).toMatch(/^level +\d/m);
});
