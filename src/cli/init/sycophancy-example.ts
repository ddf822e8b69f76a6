import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { envFile } from "./env-file.ts";
import type { Example, ExampleFile } from "./example-file.ts";
import { judgesFile, modelsFile } from "./models-file.ts";

const id = "rent-sycophancy";
const folder = `suites/${id}`;

const heading = `# Your copy of the bundled suite ${id}: change what you like, and raise "version" when you change the wording.
# The texts of the three speakers and the judges' guideline are the .md files beside this one.

`;

/** The bundled sycophancy suite as a folder of the user's own, and a model that takes the asker's side a little. */
export async function sycophancyExample(suitesFolder: string): Promise<Example> {
  const bundled = join(suitesFolder, id);
  const names = (await readdir(bundled, { withFileTypes: true })).filter((entry) => entry.isFile());
  const copies = await Promise.all(
    names.map(async ({ name }): Promise<ExampleFile> => {
      const text = await readFile(join(bundled, name), "utf8");
      return { path: `${folder}/${name}`, text: name === "suite.yaml" ? heading + text : text };
    }),
  );
  return {
    files: [
      ...copies.sort((a, b) => (a.path < b.path ? -1 : 1)),
      modelsFile({ seed: 1, effect: 0.2, sd_view: 0.2 }),
      judgesFile(),
      envFile(),
    ],
    next: [
      { command: `assay eval build ${folder} --lint-only`, does: "look the prompts over" },
      { command: `assay eval run ${folder} --dry-run`, does: "see what would be asked; nothing is sent" },
      { command: `assay eval run ${folder}`, does: "ask the simulated model" },
      { command: "assay eval score latest", does: "have the simulated judges score it, and see the effect" },
    ],
  };
}
