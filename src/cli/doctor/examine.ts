import { AssayError } from "../../errors/assay-error.ts";
import type { Env } from "../../providers/provider.ts";
import { loadEnvironment } from "../../run/environment.ts";
import { type Check, fault } from "./check.ts";
import { keyChecks } from "./key-checks.ts";
import { diskCheck, folderCheck, gitCheck, nodeCheck, workspaceCheck } from "./place-checks.ts";
import * as tools from "./tool-checks.ts";

/** Looks at everything a run may need. Nothing is sent, started for longer than a version, or left behind. */
export async function examine(options: {
  readonly cwd: string;
  readonly env: Env;
  readonly envFiles: readonly string[];
}): Promise<Check[]> {
  const { cwd } = options;
  const groups: Promise<Check | Check[]>[] = [
    Promise.resolve(nodeCheck()),
    folderCheck(cwd),
    diskCheck(cwd),
    workspaceCheck(cwd),
    environmentChecks(options),
    gitCheck(cwd),
    tools.indexCheck(),
    tools.picturesCheck(),
    tools.fontsCheck(),
    tools.browserCheck(options.env),
    tools.ggufCheck(),
    tools.postgresCheck(),
    tools.slurmCheck(),
    tools.skyCheck(),
  ];
  return (await Promise.all(groups)).flat();
}

async function environmentChecks(options: { cwd: string; env: Env; envFiles: readonly string[] }): Promise<Check[]> {
  try {
    return await keyChecks(await loadEnvironment(options.env, options.cwd, options.envFiles), options.cwd);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return [fault("keys", error.message, error.hint ?? "Mend the file.", true)];
  }
}

/** 2 when something is missing that what is here needs, else 0. */
export function exitCodeOf(checks: readonly Check[]): number {
  return checks.some((check) => check.needed && check.status !== "ok") ? 2 : 0;
}
