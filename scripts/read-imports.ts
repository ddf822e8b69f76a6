import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import type { ImportEdge } from "./layers.ts";

const importPattern = /(?:^|\n)\s*(?:import|export)\s(?:[^;"']*?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;

/** Every import of the TypeScript files under `root/src`, type imports included. */
export function readImports(root: string): ImportEdge[] {
  const edges: ImportEdge[] = [];
  for (const entry of readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
    edges.push(...importsOf(path, readFileSync(join(root, path), "utf8")));
  }
  return edges;
}

/** The imports of one file, local ones as repository paths. */
export function importsOf(path: string, text: string): ImportEdge[] {
  return [...text.matchAll(importPattern)].map((match) => {
    const target = (match[1] ?? match[2])!;
    const local = target.startsWith(".");
    return { from: path, to: local ? posix.normalize(posix.join(posix.dirname(path), target)) : target, local };
  });
}
