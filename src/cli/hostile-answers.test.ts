import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith } from "./testing/assay-process.ts";
import { completion, modelServer, runIn, smallStudy } from "./testing/small-study.ts";

const hostile =
  "\u001b[2J\u001b]0;owned\u0007<script>alert(1)</script>\r\u009b31m\u202eback\u0000\u0008 &amp; <img src=x onerror=alert(1)>";
/** Everything that could drive a terminal; line feeds and tabs may stay. */
const drives = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test("a hostile answer is kept as it came, and no command lets it drive the terminal", async () => {
  const server = await modelServer((_, response) => sendJson(response, 200, completion(hostile)));
  const cwd = await folderWith(smallStudy(server.url, { cases: 2 }));
  const said = [await assay(["eval", "run", "suite.yaml"], { cwd })];
  expect(said[0]).toMatchObject({ code: 0 });
  const { id, answers } = await runIn(cwd);
  expect(answers.map((row) => row.response_text)).toEqual([hostile, hostile]);
  for (const args of [["ls"], ["show", id], ["show", id, "--items", "2"]]) said.push(await assay(args, { cwd }));
  for (const { code, out, err } of said) {
    expect(code).toBe(0);
    expect(out).not.toMatch(drives);
    expect(err).not.toMatch(drives);
  }
});

test.each([
  ["that refuses the key", 401, 3],
  ["that is out of order", 500, 3],
])("the words of a service %s do not drive the terminal either", async (_, status, code) => {
  const server = await modelServer((_request, response) => sendJson(response, status, { error: { message: hostile } }));
  const cwd = await folderWith(smallStudy(server.url));
  const ended = await assay(["eval", "run", "suite.yaml", "--max-retries", "0"], { cwd });
  expect(ended.code).toBe(code);
  expect(ended.out).not.toMatch(drives);
  expect(ended.err).not.toMatch(drives);
  const shown = await assay(["show", "latest"], { cwd });
  expect(shown.out + shown.err).not.toMatch(drives);
});

test("names in a suite or a roster do not drive the terminal", async () => {
  const cwd = await folderWith(smallStudy("http://127.0.0.1:9", { model: { id: "m\u001b[31m", label: "\u009b1m" } }));
  for (const args of [
    ["eval", "run", "suite.yaml", "--dry-run"],
    ["eval", "run", "suite.yaml", "--model", "\u001b[31mred"],
    ["\u001b[31mred"],
    ["eval", "run", "suite.yaml", "--\u001b[31mred"],
  ]) {
    const { out, err } = await assay(args, { cwd });
    expect(out + err, args.join(" ")).not.toMatch(drives);
    expect(out + err).not.toBe("");
  }
});
