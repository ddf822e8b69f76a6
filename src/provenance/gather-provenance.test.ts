import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fromDisk, toDisk } from "../schema/codec.ts";
import { provenance } from "../schema/provenance-record.ts";
import { askProgram } from "./ask-program.ts";
import { gatherProvenance } from "./gather-provenance.ts";
import { gpuState } from "./gpu-state.ts";
import { launchedState } from "./launched-state.ts";
import { lockfileState } from "./lockfile-state.ts";
import { provenanceDifferences } from "./provenance-differences.ts";
import { packageManagerState } from "./runtime-state.ts";
import { toolVersion } from "./tool-version.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-provenance-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("what is gathered fits its record and holds no name of host or home", async () => {
  const found = await gatherProvenance({ folder, launched: ["python3", "train.py"] });
  expect(fromDisk(provenance, toDisk(provenance, found))).toEqual(found);
  expect(found.runtime).toMatchObject({ status: "present", node: process.versions.node });
  expect(found.machine).toMatchObject({ status: "present", cores: expect.any(Number) });
  const text = JSON.stringify(found);
  for (const secret of [hostname(), homedir(), folder]) expect(text).not.toContain(secret);
});

test("the tool knows its version and, in its own checkout, its commit", async () => {
  expect(await toolVersion()).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
});

test.each([
  [
    "one device",
    "echo 'NVIDIA H100 80GB HBM3, 81559, 550.54.15'",
    {
      status: "present",
      driver: "550.54.15",
      devices: [{ name: "NVIDIA H100 80GB HBM3", memoryBytes: 81559 * 2 ** 20 }],
    },
  ],
  [
    "a device that keeps its memory to itself",
    "echo 'GB10, [N/A], 580.1'",
    { status: "present", devices: [{ name: "GB10", memoryBytes: null }] },
  ],
  ["no device", "echo 'No devices were found'", { status: "absent", why: "nvidia-smi lists no device" }],
  ["a driver that fails", "echo broken >&2; exit 9", { status: "absent", why: "nvidia-smi failed with exit code 9" }],
  ["a driver that hangs", "sleep 30", { status: "absent", why: "nvidia-smi did not answer within 0.3 s" }],
])("nvidia-smi with %s", async (_name, script, expected) => {
  const start = performance.now();
  expect(await gpuState({ program: program("nvidia-smi", script), timeoutMs: 300 })).toMatchObject(expected);
  expect(performance.now() - start).toBeLessThan(5_000);
});

test("a program that is not there is told by its name alone", async () => {
  expect(await gpuState({ program: join(folder, "nvidia-smi") })).toEqual({
    status: "absent",
    why: "nvidia-smi is not installed",
  });
  expect(await askProgram(program("loud", "yes | head -c 20000000"), [])).toMatchObject({ why: "loud said too much" });
});

test.each([
  [["python3", "x.py"], "echo Python 3.12.4", { command: "python3", interpreter: "Python 3.12.4" }],
  [["train", "--fast"], "exit 1", { command: "train", interpreter: null }],
])("%j launched", async ([name, ...args], script, expected) => {
  const path = program(name!, script);
  expect(await launchedState([path, ...args])).toEqual({ status: "present", packages: {}, ...expected });
});

test("nothing launched and an interpreter that is gone say so", async () => {
  expect(await launchedState([])).toMatchObject({ status: "absent" });
  expect(await launchedState([join(folder, "python3")])).toEqual({ status: "absent", why: "python3 is not installed" });
});

test("the nearest lock file upwards is hashed, by name and not by place", async () => {
  mkdirSync(join(folder, "deep"));
  writeFileSync(join(folder, "uv.lock"), "abc");
  expect(await lockfileState(join(folder, "deep"))).toEqual({
    status: "present",
    name: "uv.lock",
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  });
});

test("npm's version is found", async () => {
  expect(await packageManagerState()).toMatchObject({ status: expect.stringMatching(/present|absent/) });
});

test("differences are listed by path, with what each side says", async () => {
  const a = await gatherProvenance({ folder });
  expect(provenanceDifferences(a, structuredClone(a))).toEqual([]);
  const b = { ...a, git: { status: "absent" as const, why: "x" }, tool: { ...a.tool, version: "9.9.9" } };
  expect(provenanceDifferences(a, b)).toEqual([
    { path: "tool.version", a: a.tool.version, b: "9.9.9" },
    { path: "git.why", a: expect.any(String), b: "x" },
  ]);
});
