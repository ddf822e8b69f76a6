import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith, type Running, startAssay } from "./testing/assay-process.ts";
import { completion, modelServer, runIn, settledCells, smallStudy } from "./testing/small-study.ts";

const until = async (holds: () => boolean) => {
  const deadline = performance.now() + 10_000;
  while (!holds() && performance.now() < deadline) await sleep(5);
  expect(holds()).toBe(true);
};

async function interruptedRun(answerAfterMs: (call: number) => number) {
  let calls = 0;
  const server = await modelServer((_, response) => {
    const timer = setTimeout(() => sendJson(response, 200, completion("ok")), answerAfterMs(++calls));
    response.on("close", () => clearTimeout(timer));
  });
  const cwd = await folderWith(smallStudy(server.url, { cases: 8 }));
  const running: Running = startAssay(["eval", "run", "suite.yaml"], { cwd });
  return { server, cwd, running };
}

test("Ctrl-C once finishes what is in flight, exits 130 and says how to go on; nothing is asked twice", async () => {
  const { server, cwd, running } = await interruptedRun(() => 250);
  await until(() => server.seen.length >= 3);
  running.child.kill("SIGINT");
  const { code, out, err } = await running.ended;
  expect(code).toBe(130);
  expect(err).toContain("Press Ctrl-C again to end now");
  const { id, journal, run } = await runIn(cwd);
  expect(out).toContain(`Go on with: assay eval run --resume ${id}`);
  expect(run.status).toBe("partial");
  expect(await settledCells(journal)).toHaveLength(server.seen.length);
  expect(server.seen.length).toBeLessThan(8);

  expect(await assay(["eval", "run", "--resume", id], { cwd })).toMatchObject({ code: 0 });
  expect(new Set(await settledCells(journal)).size).toBe(8);
  expect(server.seen).toHaveLength(8);
});

test("Ctrl-C twice ends at once, with a valid journal that a resume completes", async () => {
  const { server, cwd, running } = await interruptedRun((call) => (call === 3 || call === 4 ? 60_000 : 5));
  await until(() => server.seen.length >= 4);
  running.child.kill("SIGINT");
  await until(() => running.printed.err.includes("Ctrl-C again"));
  const second = performance.now();
  running.child.kill("SIGINT");
  const { code, out } = await running.ended;
  expect(performance.now() - second).toBeLessThan(3000);
  expect(code).toBe(130);
  const { id, journal } = await runIn(cwd);
  expect(out).toContain(id);
  const settled = await settledCells(journal);
  expect(settled.length).toBeLessThanOrEqual(server.seen.length - 2);

  expect(await assay(["eval", "run", "--resume", id], { cwd })).toMatchObject({ code: 0 });
  const cells = await settledCells(journal);
  expect([cells.length, new Set(cells).size]).toEqual([8, 8]);
});

test("a killed run is listed as unfinished, and resumes by taking over its lock", async () => {
  const { server, cwd, running } = await interruptedRun((call) => (call <= 3 ? 5 : 60_000));
  await until(() => server.seen.length >= 5);
  await sleep(100);
  running.child.kill("SIGKILL");
  expect((await running.ended).code).toBeNull();
  const { id, journal } = await runIn(cwd);
  const listed = await assay(["ls", "--json"], { cwd });
  expect(listed.code).toBe(0);
  expect(listed.out).toContain(id);
  expect(listed.out).toMatch(/"status": ?"partial"/);

  server.answer((_, response) => sendJson(response, 200, completion("ok")));
  const resumed = await assay(["eval", "run", "--resume", id], { cwd });
  expect(resumed.code).toBe(0);
  expect(resumed.err).toMatch(/took over the lock of process \d+, which is gone/);
  const cells = await settledCells(journal);
  expect([cells.length, new Set(cells).size]).toEqual([8, 8]);
});
