import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diskJsonSchema } from "./references/json-schema.ts";
import { recordTable } from "./references/record-table.ts";
import { recordsPage } from "./references/records-page.ts";

/** Files of the reference, by path under docs/reference. */
type ReferenceFiles = Record<string, string>;

/** A part of the reference. A new part is a function here; files it no longer makes are removed where it `owns` them. */
interface ReferencePart {
  owns(path: string): boolean;
  files(): ReferenceFiles;
}

const parts: readonly ReferencePart[] = [
  {
    owns: (path) => path.startsWith("schemas/"),
    files: () =>
      Object.fromEntries(
        recordTable.map((record) => [
          `schemas/${record.name}.schema.json`,
          `${JSON.stringify(diskJsonSchema(record), null, 2)}\n`,
        ]),
      ),
  },
  { owns: (path) => path === "records.md", files: () => ({ "records.md": recordsPage(recordTable) }) },
];

export interface Drift {
  path: string;
  what: "changed" | "missing" | "no longer made";
}

/** What differs between the reference in `folder` and what the sources say now. */
export function findDrift(folder: string): Drift[] {
  const wanted = allFiles();
  const changed = Object.entries(wanted).flatMap(([path, text]): Drift[] => {
    const found = readText(join(folder, path));
    return found === text ? [] : [{ path, what: found === null ? "missing" : "changed" }];
  });
  const stale = ownedFiles(folder).filter((path) => wanted[path] === undefined);
  return [...changed, ...stale.map((path): Drift => ({ path, what: "no longer made" }))];
}

/** Brings `folder` up to date; answers what was different. */
export function generateReferences(folder: string): Drift[] {
  const drift = findDrift(folder);
  const wanted = allFiles();
  for (const { path } of drift) {
    const file = join(folder, path);
    const text = wanted[path];
    if (text === undefined) rmSync(file);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
  return drift;
}

function allFiles(): ReferenceFiles {
  return Object.assign({}, ...parts.map((part) => part.files()));
}

function ownedFiles(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
  return paths.filter((path) => parts.some((part) => part.owns(path)));
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../docs/reference", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const check = process.argv.includes("--check");
  const drift = check ? findDrift(folder) : generateReferences(folder);
  for (const { path, what } of drift) console.log(`docs/reference/${path}: ${what}`);
  if (drift.length === 0) console.log("docs/reference is up to date");
  else if (check) console.error("Run: npm run generate");
  process.exitCode = check && drift.length > 0 ? 1 : 0;
}
