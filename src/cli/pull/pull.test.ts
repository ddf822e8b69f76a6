import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loopbackServer, sendJson } from "../../providers/conformance/loopback-server.ts";
import { assay, folderWith } from "../testing/assay-process.ts";
import { lines } from "../testing/small-study.ts";

const scores = (value: number, key = "score") => ({
  scores: ["a", "b", "c"].flatMap((model) => ["t1", "t2"].map((task) => ({ model, task, [key]: value }))),
});

async function board(content: unknown) {
  const server = await loopbackServer((_request, response) => sendJson(response, 200, content, { etag: '"1"' }));
  onTestFinished(() => server.close());
  return { server, url: `${server.url}/data.json` };
}

test("pull keeps the file under its hash and records address, time, hash and licence", async () => {
  const { server, url } = await board(scores(1));
  const cwd = await folderWith();
  const { code, out } = await assay(["pull", "benchpress", "--url", url, "--json"], { cwd });
  expect(code).toBe(0);
  const said = JSON.parse(out);
  expect(said).toMatchObject({ change: "new", warnings: [], url, license: "MIT", shape: "$.scores[*] × 6" });
  expect(await readFile(join(cwd, said.file), "utf8")).toBe(JSON.stringify(scores(1)));
  const folder = join(cwd, ".assay", "sources", "benchpress");
  expect(lines(await readFile(join(folder, "pulls.jsonl"), "utf8"))).toEqual([
    expect.objectContaining({
      adapter: "benchpress",
      board: "edition-1",
      url,
      etag: '"1"',
      sha256_raw: said.sha256,
      license: "MIT",
    }),
  ]);
  expect(lines(await readFile(join(cwd, ".assay", "events.jsonl"), "utf8"))).toEqual([
    expect.objectContaining({ type: "pull", inputs: [url], verdict: "new" }),
  ]);
  const read = await assay(["matrix", "extract", "--data", said.file], { cwd });
  expect(read).toMatchObject({ code: 0, out: expect.stringContaining("3 models × 2 benchmarks") });
  expect(server.seen).toHaveLength(1);
});

test("a second pull says whether content or layout changed; editions are apart", async () => {
  const { server, url } = await board(scores(1));
  const cwd = await folderWith();
  const pull = (...more: string[]) => assay(["pull", "benchpress", "--url", url, ...more], { cwd });
  expect((await pull()).out).toMatch(/^new: /);
  expect(await pull()).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/^unchanged: /) });
  server.answer((_request, response) => sendJson(response, 200, scores(2)));
  const changed = await pull();
  expect(changed.out).toMatch(/^changed: /);
  expect(changed.err).toMatch(/^warning: the content changed since .*: sha256 \w{12}… then, \w{12}… now\n$/);
  server.answer((_request, response) => sendJson(response, 200, scores(2, "value")));
  expect((await pull()).err).toContain("warning: the layout changed");
  const second = await pull("--edition", "2");
  expect(second.out).toMatch(/^new: .*edition-2/);
  expect(second.out).toContain("CDLA-Permissive-2.0");
  expect(
    (await readdir(join(cwd, ".assay", "sources", "benchpress"))).filter((name) => name.startsWith("edition-1")),
  ).toHaveLength(3);
});

test.each([
  ["a host that is not there", "http://nowhere.invalid/x.json", "offline"],
  ["an address that is none", "nowhere", "this is not an address"],
])("%s: exit 2, the reason, nothing written", async (_what, url, says) => {
  const cwd = await folderWith();
  const { code, out, err } = await assay(["pull", "benchpress", "--url", url], { cwd });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(url);
  expect(err).toContain(says);
  expect(err).toContain("next:  Check the connection");
  expect(await readdir(cwd)).toEqual([]);
});

test("a server that is gone is told apart from being offline", async () => {
  const { server, url } = await board({});
  await server.close();
  const { code, err } = await assay(["pull", "benchpress", "--url", url], { cwd: await folderWith() });
  expect({ code, err }).toMatchObject({
    code: 2,
    err: expect.stringContaining("the connection failed (ECONNREFUSED)"),
  });
});

test("a refusal, and a page that is no data, are not kept", async () => {
  const server = await loopbackServer((_request, response) => sendJson(response, 404, {}));
  onTestFinished(() => server.close());
  const cwd = await folderWith();
  const missing = await assay(["pull", "benchpress", "--url", server.url], { cwd });
  expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("the server answered 404") });
  server.answer((_request, response) => void response.end("<html>Sign in</html>"));
  const page = await assay(["pull", "benchpress", "--url", server.url], { cwd });
  expect(page).toMatchObject({ code: 2, err: expect.stringContaining("looks like a web page") });
  expect(await readdir(join(cwd, ".assay", "sources", "benchpress"))).toEqual([]);
});

test("an unknown source or edition is refused before the network is touched", async () => {
  const cwd = await folderWith();
  expect((await assay(["pull", "benchpres"], { cwd })).err).toContain('Did you mean "benchpress"?');
  expect((await assay(["pull", "benchpress", "--edition", "3"], { cwd })).err).toContain("editions 1 and 2");
});
