import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { envFile } from "./env-file.ts";
import type { Example, ExampleFile } from "./example-file.ts";
import { modelsFile } from "./models-file.ts";

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
      modelsFile({ effect: 0.2, bias: 0, sd_triplet: 0.2, sd_view: 0.1, sd_repeat: 0.1 }),
      envFile(),
    ],
    next: [
      { command: `assay eval build ${folder} --lint-only`, does: "look the prompts over" },
      { command: `assay eval run ${folder} --dry-run`, does: "see what would be asked; nothing is sent" },
      { command: `assay eval run ${folder}`, does: "ask the simulated model" },
    ],
  };
}
