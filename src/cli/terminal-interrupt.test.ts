import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { folderWith } from "./testing/assay-process.ts";
import { completion, modelServer, runIn, settledCells, smallStudy } from "./testing/small-study.ts";

const assay = fileURLToPath(new URL("../../bin/assay.mjs", import.meta.url));

/** Puts a command into a terminal of its own. */
const terminal = ["/usr/bin/script", "/bin/script"].find((path) => existsSync(path));

/** A Node too old for us, with which the command starts the one of the checkout. */
const oldNode = ["/usr/bin/node", "/usr/local/bin/node"].find((path) => {
  if (!existsSync(path)) return false;
  const [major] = execFileSync(path, ["--version"], { encoding: "utf8" }).slice(1).split(".").map(Number);
  return major! < 22;
});
const starters = [process.execPath, ...(oldNode === undefined ? [] : [oldNode])];

test.skipIf(terminal === undefined).for(starters)(
  "Ctrl-C in a real terminal, started by %s: what is in flight finishes, and the way on is said",
  async (node) => {
    const server = await modelServer((_, response) => {
      setTimeout(() => sendJson(response, 200, completion("ok")), 300);
    });
    const cwd = await folderWith(smallStudy(server.url, { cases: 12 }));
    const command = `${assay} eval run suite.yaml`;
    const env = {
      PATH: `${dirname(node)}:/usr/bin:/bin`,
      HOME: cwd,
      TERM: "xterm",
      npm_config_user_agent: "npm/11.0.0",
    };
    const child = spawn(terminal!, ["-qec", command, "/dev/null"], { cwd, env, stdio: ["pipe", "pipe", "inherit"] });
    let shown = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      shown += text;
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const deadline = performance.now() + 20_000;
    while (server.seen.length < 3 && performance.now() < deadline) await sleep(10);
    child.stdin.write("\u0003");
    const code = await ended;
    expect(shown).toContain("Go on with: assay eval run --resume");
    expect(code).toBe(130);
    const { journal, run } = await runIn(cwd);
    expect(run.status).toBe("partial");
    // Nothing that was asked is lost, and nothing was begun afterwards.
    expect(await settledCells(journal)).toHaveLength(server.seen.length);
    expect(server.seen.length).toBeLessThan(12);
  },
);
