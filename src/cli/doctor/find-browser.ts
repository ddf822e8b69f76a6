import { access, constants, readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Env } from "../../providers/provider.ts";

const programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const fixedPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A browser of the Chromium family: one on the PATH, installed as an app, or kept by playwright. */
export async function findBrowser(env: Env): Promise<string | null> {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = [...folders.flatMap((folder) => programs.map((name) => join(folder, name))), ...fixedPlaces];
  for (const file of candidates) if (await canRun(file)) return file;
  return playwrightBrowser(env);
}

async function playwrightBrowser(env: Env): Promise<string | null> {
  const folder = env["PLAYWRIGHT_BROWSERS_PATH"] ?? join(env["HOME"] ?? "", ".cache", "ms-playwright");
  const kept = await readdir(folder).catch(() => []);
  for (const name of kept.filter((entry) => entry.startsWith("chromium")).sort()) {
    for (const inside of ["chrome-linux/chrome", "chrome-linux/headless_shell"]) {
      if (await canRun(join(folder, name, inside))) return join(folder, name, inside);
    }
  }
  return null;
}

function canRun(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
