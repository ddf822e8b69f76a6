import { realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { fileSha256 } from "../../../evaluate/plan-run.ts";
import { readRun } from "../../../evaluate/read-run.ts";
import { copyFileAtomic } from "../../../store/atomic-file.ts";

/** Where scores go beside the run's own folder; null where there is no such place. */
export interface ScoreOutput {
  readonly file: string;
  /** Puts a whole copy there. */
  copy(scored: string): Promise<void>;
  /** The same for the summary's table, unless another one lies there. Answers with its path, or null. */
  copySummary(table: string, ours: string | null): Promise<string | null>;
}

/**
 * `--output`, or for a loose file `run_scored.jsonl` beside it. Everything that speaks against it is said before a judge
 * is asked: a folder that is not there, the input itself, and without `--output` a file that is not ours.
 */
export async function scoreOutput(
  asked: { readonly output: string | undefined; readonly cwd: string },
  input: { readonly file: string | null; readonly folder: string },
): Promise<ScoreOutput | null> {
  const { output, cwd } = asked;
  if (output === undefined && input.file === null) return null;
  const file = output === undefined ? join(dirname(input.file!), "run_scored.jsonl") : resolve(cwd, output);
  const [there, parent] = await Promise.all([stat(file).catch(() => null), stat(dirname(file)).catch(() => null)]);
  const isInput = there !== null && input.file !== null && (await realpath(file)) === (await realpath(input.file));
  if (output === undefined && isInput) return null;
  if (isInput) throw refused("this is the file the answers come from", file, "Name another one with --output.");
  if (there?.isDirectory()) throw refused("this is a folder", file, "Name a file, for example run_scored.jsonl in it.");
  if (!parent?.isDirectory()) throw refused("there is no such folder", dirname(file), "Make it first.");
  if (output === undefined && there !== null && !(await isOurs(file, input.folder))) {
    throw refused(
      "there is a file already, and it is not from here",
      file,
      "Name where scores shall go: --output FILE.",
    );
  }
  return {
    file,
    copy: (scored) => copyFileAtomic(scored, file),
    async copySummary(table, ours) {
      const target = join(dirname(file), "summary.csv");
      const taken = await fileSha256(target).catch(() => null);
      if (taken !== null && taken !== ours) return null;
      await copyFileAtomic(table, target);
      return target;
    },
  };
}

/** True for what an earlier scoring of the same answers wrote. */
async function isOurs(file: string, folder: string): Promise<boolean> {
  const run = await readRun(join(folder, "run.json"));
  const scores = run.artifacts.find(({ path }) => path === "run_scored.jsonl");
  return scores !== undefined && scores.sha256 === (await fileSha256(file));
}

function refused(message: string, file: string, hint: string): InvalidInputError {
  return new InvalidInputError(message, { place: { file }, hint });
}
