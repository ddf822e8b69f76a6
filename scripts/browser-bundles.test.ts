import { join } from "node:path";
import { build, type Rollup } from "vite";
import { describe, expect, test } from "vitest";

/** Every door of the rooms that run in a browser, bundled whole and minified as Vite bundles an app. */
const doors = {
  stats: () => import("../src/stats/index.ts"),
  "stats/agreement": () => import("../src/stats/agreement/index.ts"),
  "stats/paired-comparisons": () => import("../src/stats/paired-comparisons/index.ts"),
  "stats/sequential": () => import("../src/stats/sequential/index.ts"),
  "stats/series": () => import("../src/stats/series/index.ts"),
  linalg: () => import("../src/linalg/index.ts"),
};
const limit = 120_000;

async function bundleOf(door: string): Promise<Rollup.OutputChunk[]> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    root: join(import.meta.dirname, ".."),
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(import.meta.dirname, `../src/${door}/index.ts`),
        preserveEntrySignatures: "strict",
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rollup.RollupOutput[];
  return outputs.flatMap(({ output }) => output).filter((part) => part.type === "chunk");
}

describe("bundled for a browser", () => {
  test.each(Object.entries(doors))(
    "%s stays below 120 kB, exports everything and asks nothing of Node",
    async (door, open) => {
      const chunks = await bundleOf(door);
      const entry = chunks.find((chunk) => chunk.isEntry)!;
      const exported = Object.keys(await open());
      expect(exported.length).toBeGreaterThan(5);
      expect([...entry.exports].sort()).toEqual(exported.sort());
      const bytes = Buffer.byteLength(entry.code);
      expect(bytes, `${door}: ${bytes} bytes`).toBeLessThan(limit);
      for (const { code, imports } of chunks) {
        expect(imports.filter((name) => !chunks.some((chunk) => chunk.fileName === name))).toEqual([]);
        expect(code).not.toMatch(/["'`]node:|\brequire\(|\bprocess\.|Math\.random|\bDate\b/);
      }
    },
  );
});
