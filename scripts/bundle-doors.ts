import { dirname, join, resolve, sep } from "node:path";
import { build } from "vite";

/** The published doors of the statistics, each in its file under dist/stats. */
const doors = ["index", "agreement/index", "paired-comparisons/index", "sequential/index", "series/index"];

/**
 * Puts each door of the built statistics into one file (and what several share into another): reading well over a hundred
 * small ones would take longer than all that is then computed. What lies outside the room stays where it is, so that an
 * error has one class, whoever throws it.
 */
export async function bundleDoors(dist: string): Promise<void> {
  const room = join(resolve(dist), "stats");
  await build({
    configFile: false,
    logLevel: "warn",
    root: resolve(dist),
    publicDir: false,
    build: {
      outDir: room,
      emptyOutDir: false,
      minify: false,
      target: "esnext",
      lib: {
        entry: Object.fromEntries(doors.map((door) => [door, join(room, `${door}.js`)])),
        formats: ["es"],
        fileName: (_, door) => `${door}.js`,
      },
      rolldownOptions: {
        external: (id, importer) =>
          importer !== undefined && !resolve(dirname(importer), id).startsWith(room + sep) && id.startsWith("."),
        output: { chunkFileNames: "shared.js" },
      },
    },
  });
}
