import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { askProgram } from "../../provenance/ask-program.ts";
import type { Env } from "../../providers/provider.ts";
import { absent, type Check, fault, ok } from "./check.ts";
import { findBrowser } from "./find-browser.ts";

const mend = "Install assay again: npm install assay-bench";

export async function browserCheck(env: Env): Promise<Check> {
  const browser = await findBrowser(env);
  return browser === null
    ? absent("browser", "no Chromium found", "Only its own tests drive one; any browser opens assay view.")
    : ok("browser", browser);
}

export const slurmCheck = () =>
  programCheck("slurm", "sbatch", "Only for jobs on a Slurm cluster: run assay on its login node.");

export const skyCheck = () =>
  programCheck("sky", "sky", 'Only for jobs in the cloud: pip install "skypilot", then sky check.');

export const postgresCheck = () =>
  programCheck(
    "postgres",
    "psql",
    "Only for work on many hosts (--queue): any PostgreSQL that can be reached will do.",
  );

async function programCheck(id: string, program: string, next: string): Promise<Check> {
  const answer = await askProgram(program, ["--version"]);
  return answer.ok ? ok(id, firstLine(answer.stdout) || `${program} is installed`) : absent(id, answer.why, next);
}

export async function ggufCheck(): Promise<Check> {
  return (await canImport("node-llama-cpp")) === null
    ? ok("gguf", "node-llama-cpp loads")
    : absent("gguf", "node-llama-cpp is not installed", "Only for local GGUF files: npm install node-llama-cpp");
}

export async function fontsCheck(): Promise<Check> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"));
    await access(join(folder, "ttf", "DejaVuSans.ttf"));
    return ok("fonts", "DejaVu Sans, as packaged");
  } catch {
    return fault("fonts", "the packaged fonts are not there: PNG pictures cannot be drawn", mend);
  }
}

export async function picturesCheck(): Promise<Check> {
  const why = await canImport("@resvg/resvg-js");
  return why === null ? ok("pictures", "PNG pictures can be drawn") : fault("pictures", why, mend);
}

export async function indexCheck(): Promise<Check> {
  const why = await canImport("@duckdb/node-api");
  return why === null ? ok("index", "assay ls, show and sql can read the workspace") : fault("index", why, mend, true);
}

/** null when the package loads; else why it does not. Native packages can be there and still not load. */
async function canImport(name: string): Promise<string | null> {
  try {
    await import(name);
    return null;
  } catch (error) {
    return `${name} does not load: ${firstLine((error as Error).message)}`;
  }
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]!.slice(0, 160);
}
