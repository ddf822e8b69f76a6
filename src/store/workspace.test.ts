import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorkspace, findWorkspace, openWorkspace, places, requireWorkspace, resolveInside } from "./workspace.ts";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "assay-workspace-")));
});
afterEach(() => rm(root, { recursive: true }));

test("a folder with .assay is a workspace; the folders below it are not", async () => {
  expect(await findWorkspace(root)).toBeNull();
  await createWorkspace(root);
  expect(await findWorkspace(root)).toEqual({ root, folder: join(root, ".assay") });
  await mkdir(join(root, "deep"));
  expect(await findWorkspace(join(root, "deep"))).toBeNull();
});

test("assay.yaml makes a workspace of its folder and of all below, unless they have their own", async () => {
  await writeFile(join(root, "assay.yaml"), "");
  await mkdir(join(root, "deep", "er"), { recursive: true });
  expect((await openWorkspace(join(root, "deep", "er"))).root).toBe(root);
  await createWorkspace(join(root, "deep"));
  expect((await openWorkspace(join(root, "deep"))).root).toBe(join(root, "deep"));
});

test("reading where there is nothing says how to begin, and makes nothing", async () => {
  await expect(requireWorkspace(root)).rejects.toMatchObject({ code: "missing-file", hint: /assay demo/ });
  await writeFile(join(root, "assay.yaml"), "");
  await expect(requireWorkspace(root)).rejects.toMatchObject({ place: { file: join(root, ".assay") } });
  await openWorkspace(root);
  expect((await requireWorkspace(root)).root).toBe(root);
});

test("opening twice keeps what the user changed", async () => {
  await openWorkspace(root);
  await writeFile(join(root, ".assay", ".gitignore"), "mine\n");
  await openWorkspace(root);
  expect(await readFile(join(root, ".assay", ".gitignore"), "utf8")).toBe("mine\n");
});

test("a place where no folder can be made is named", async () => {
  await writeFile(join(root, ".assay"), "a file");
  await expect(openWorkspace(root)).rejects.toMatchObject({ code: "cannot-write" });
});

test("names and hashes that lead elsewhere are refused", () => {
  const workspace = { root, folder: join(root, ".assay") };
  expect(() => places.run(workspace, "../../etc")).toThrow(/not a slug/);
  expect(() => places.labels(workspace, "..")).toThrow(/not a slug/);
  expect(() => places.collection(workspace, "../refs")).toThrow(/not a sha256/);
  expect(places.run(workspace, "a")).toBe(join(root, ".assay", "runs", "a"));
});

describe("a name from an archive stays inside its folder", () => {
  test.each(["a.json", "deep/a.json", "deep/../a.json", "..a/b"])("%j does", (name) => {
    expect(resolveInside(root, name).startsWith(root)).toBe(true);
  });
  test.each(["../a", "a/../../b", "/etc/passwd", "C:\\a", "c:a", "..\\a", "a\0b", "", "."])("%j is refused", (name) => {
    expect(() => resolveInside(root, name)).toThrow(/does not stay inside/);
  });
});
