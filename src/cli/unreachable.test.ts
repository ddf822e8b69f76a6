import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith } from "./testing/assay-process.ts";
import { completion, modelServer, runIn, settledCells, smallStudy } from "./testing/small-study.ts";

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("a server that is not there parks its model with the reason: exit 3, nothing lost, resumable", async () => {
  const port = await deadPort();
  const cwd = await folderWith(smallStudy(`http://127.0.0.1:${port}`));
  const { code, out } = await assay(["eval", "run", "suite.yaml", "--max-retries", "0"], { cwd, withinMs: 10_000 });
  expect(code).toBe(3);
  const { id, journal, run } = await runIn(cwd);
  expect(out).toContain("4 not run of 4 cells");
  expect(out).toMatch(/local\/m was parked: connection: .*ECONNREFUSED/);
  expect(out).toContain(`Go on with: assay eval run --resume ${id}`);
  expect(run.status).toBe("partial");
  expect(await settledCells(journal)).toEqual([]);

  const live = await modelServer();
  await writeFile(join(cwd, "elsewhere.json"), smallStudy(live.url)["models.json"]!);
  const changed = await assay(["eval", "run", "--resume", id, "--models", "elsewhere.json"], { cwd });
  expect(changed.code).toBe(2);
  expect(changed.err).toContain("local/m.base_url: was");
  expect(live.seen).toEqual([]);
});

test("a server that comes back is asked for all that was left open", async () => {
  const server = await modelServer();
  const port = Number(new URL(server.url).port);
  await server.close();
  const cwd = await folderWith(smallStudy(server.url));
  expect(await assay(["eval", "run", "suite.yaml", "--max-retries", "0"], { cwd })).toMatchObject({ code: 3 });
  await answerOn(port);
  const resumed = await assay(["eval", "run", "--resume", "latest"], { cwd });
  expect(resumed).toMatchObject({ code: 0 });
  expect(await settledCells((await runIn(cwd)).journal)).toHaveLength(4);
});

test("a server that never answers costs the time allowed and no more", async () => {
  const server = await modelServer(() => undefined);
  const cwd = await folderWith(smallStudy(server.url));
  const began = performance.now();
  const { code, out } = await assay(["eval", "run", "suite.yaml", "--timeout-s", "0.3", "--max-retries", "0"], { cwd });
  expect(performance.now() - began).toBeLessThan(8000);
  expect(code).toBe(3);
  expect(out).toContain("4 failed of 4 cells");
  expect((await runIn(cwd)).answers.map((row) => row.outcome)).toEqual(["failed", "failed", "failed", "failed"]);
});

test("a key that is refused parks its model and is not shown", async () => {
  const key = "sk-very-secret-4711";
  const server = await modelServer((request, response) => {
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: `wrong key: ${String(request.headers["authorization"])}` } }));
  });
  const cwd = await folderWith({
    ...smallStudy(server.url, { model: { api_key_env: "MY_KEY" } }),
    ".env": `MY_KEY=${key}\n`,
  });
  const { code, out, err } = await assay(["eval", "run", "suite.yaml"], { cwd });
  expect(code).toBe(3);
  expect(out).toMatch(/local\/m was parked: auth: wrong key: Bearer \[key\]/);
  expect(out + err).not.toContain(key);
  const { folder } = await runIn(cwd);
  for (const name of await readdir(folder))
    expect(await readFile(`${folder}/${name}`, "utf8"), name).not.toContain(key);
});

/** A server on a port that was chosen before. */
async function answerOn(port: number): Promise<void> {
  const server = createHttpServer((request, response) => {
    request.resume().on("end", () => sendJson(response, 200, completion("back")));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}
