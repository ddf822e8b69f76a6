import { expect, test } from "vitest";
import { assay, folderWith } from "./testing/assay-process.ts";
import { runIn, settledCells, smallStudy } from "./testing/small-study.ts";

test("with all retries a server that is not there still ends within half a minute, parked and resumable", async () => {
  const cwd = await folderWith(smallStudy("http://127.0.0.1:9", { cases: 200, model: { concurrency: 32 } }));
  const began = performance.now();
  const { code, out } = await assay(["eval", "run", "suite.yaml"], { cwd, withinMs: 60_000 });
  expect(performance.now() - began).toBeLessThan(30_000);
  expect(code).toBe(3);
  expect(out).toMatch(/local\/m was parked: connection/);
  expect(out).toContain("200 not run of 200 cells");
  const { id, journal } = await runIn(cwd);
  expect(out).toContain(`--resume ${id}`);
  expect(await settledCells(journal)).toEqual([]);
});
