import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay } from "./testing/assay-process.ts";
import { canMount, smallDisk } from "./testing/small-disk.ts";
import { completion, lines, modelServer, runIn, settledCells, smallStudy } from "./testing/small-study.ts";

const mountable = await canMount();

async function study(folder: string, url: string, cases: number): Promise<void> {
  for (const [name, text] of Object.entries(smallStudy(url, { cases }))) await writeFile(join(folder, name), text);
}

test.skipIf(!mountable)(
  "a disk that fills up ends a run with what is there intact, to be resumed (needs mount)",
  async () => {
    const server = await modelServer((_, response) => sendJson(response, 200, completion("long ".repeat(4000))));
    const disk = await smallDisk("512k");
    await study(disk.folder, server.url, 30);
    const { code, err } = await assay(["eval", "run", "suite.yaml"], { cwd: disk.folder });
    expect(code).toBe(2);
    expect(err).toContain("the disk is full");
    expect(err).toMatch(/where: .*journal\.jsonl/);
    expect(err).toMatch(/next: {2}Free some space/);

    const { journal, folder, run, id } = await runIn(disk.folder);
    expect(run.status).toBe("partial");
    const settled = await settledCells(journal);
    expect(settled.length).toBeGreaterThan(2);
    expect(settled.length).toBeLessThan(30);
    expect((await readFile(journal, "utf8")).endsWith("\n")).toBe(true);
    expect((await readdir(folder)).filter((name) => name.includes("tmp"))).toEqual([]);
    expect(await readdir(folder)).not.toContain("lock");

    await disk.remount("size=16m");
    const asked = server.seen.length;
    expect(await assay(["eval", "run", "--resume", id], { cwd: disk.folder })).toMatchObject({ code: 0 });
    expect(new Set(await settledCells(journal)).size).toBe(30);
    expect(server.seen.length - asked).toBe(30 - settled.length);
  },
);

test.skipIf(!mountable)("a disk too full to begin leaves no run behind, and says so (needs mount)", async () => {
  const server = await modelServer();
  const disk = await smallDisk("256k");
  await study(disk.folder, server.url, 4);
  await writeFile(join(disk.folder, "filler"), Buffer.alloc(512 << 10)).catch(() => undefined);
  const names = async () => (await readdir(disk.folder)).filter((name) => name !== ".assay");
  const refused = async (args: readonly string[]) => {
    const before = await names();
    const { code, out, err } = await assay(args, { cwd: disk.folder });
    expect({ code, out }, args.join(" ")).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/the disk is full\n {2}where: \S+\n {2}next: {2}\S/);
    expect(await names()).toEqual(before);
  };
  await refused(["eval", "run", "suite.yaml"]);
  await refused(["eval", "build", "rent-sycophancy"]);
  await rm(join(disk.folder, "models.json"));
  await writeFile(join(disk.folder, "rest"), Buffer.alloc(64 << 10)).catch(() => undefined);
  await refused(["init", "sycophancy"]);
  expect(await readdir(join(disk.folder, ".assay", "runs")).catch(() => [])).toEqual([]);
  expect(server.seen).toEqual([]);
});

test.skipIf(!mountable)(
  "a read-only folder is named by every command that writes, and doctor sees it (needs mount)",
  async () => {
    const server = await modelServer();
    const disk = await smallDisk("1m");
    await study(disk.folder, server.url, 4);
    await assay(["eval", "run", "suite.yaml"], { cwd: disk.folder });
    const { journal } = await runIn(disk.folder);
    const before = await readFile(journal, "utf8");
    await disk.remount("ro");
    for (const args of [
      ["eval", "run", "suite.yaml"],
      ["eval", "run", "--resume", "latest", "--repeats", "2"],
      ["eval", "build", "smoke", "--out", "new.jsonl"],
    ]) {
      const { code, out, err } = await assay(args, { cwd: disk.folder });
      expect({ code, out }, args.join(" ")).toEqual({ code: 2, out: "" });
      expect(err).toMatch(/the file system is read-only\n {2}where: \S+\n {2}next: {2}Choose a folder/);
    }
    expect(await readFile(journal, "utf8")).toBe(before);
    expect(lines(before).length).toBeGreaterThan(4);
    expect(server.seen).toHaveLength(4);
    const doctor = await assay(["doctor"], { cwd: disk.folder });
    expect(doctor.code).toBe(2);
    expect(doctor.out).toMatch(/folder +MISSING +the file system is read-only/);
  },
);
