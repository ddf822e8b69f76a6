import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../workspace.ts";
import { exportSql } from "./export-query.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace(await mkdtemp(join(tmpdir(), "assay-index-test-")));
});
afterEach(() => rm(workspace.root, { recursive: true }));

describe("an export", () => {
  const sql = "SELECT * FROM (VALUES ('=1+1', 1), ('plain', 2), (NULL, -3)) t(name, n) ORDER BY n DESC; ";

  test("to CSV escapes what a spreadsheet would run", async () => {
    const file = join(workspace.root, "out.csv");
    expect(await exportSql(workspace, sql, { format: "csv", file })).toEqual({ rows: 3, faults: [] });
    expect(await readFile(file, "utf8")).toBe("name,n\nplain,2\n'=1+1,1\n,-3\n");
    expect(await readdir(workspace.root)).toEqual([".assay", "out.csv"]);
  });

  test("to JSON is one list of objects", async () => {
    const file = join(workspace.root, "out.json");
    await exportSql(workspace, sql, { format: "json", file });
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual([
      { name: "plain", n: 2 },
      { name: "=1+1", n: 1 },
      { name: null, n: -3 },
    ]);
  });

  test("to Parquet begins and ends as one", async () => {
    const file = join(workspace.root, "out's.parquet");
    await exportSql(workspace, sql, { format: "parquet", file });
    const bytes = await readFile(file);
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(["PAR1", "PAR1"]);
  });

  test("that fails leaves what was there", async () => {
    const file = join(workspace.root, "out.csv");
    await writeFile(file, "before");
    await expect(exportSql(workspace, "SELECT 1/", { format: "csv", file })).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(
      exportSql(workspace, "SELECT 1) TO '/tmp/x.csv'; SELECT (1", { format: "csv", file }),
    ).rejects.toMatchObject({ code: "invalid-input" });
    expect(await readFile(file, "utf8")).toBe("before");
    await expect(exportSql(workspace, "SELECT 1", { format: "csv", file: join(file, "x") })).rejects.toMatchObject({
      code: "cannot-write",
    });
    expect((await readdir(workspace.root)).sort()).toEqual([".assay", "out.csv"]);
  });
});
