import type { Provenance } from "../schema/provenance-record.ts";
import { gitState } from "./git-state.ts";
import { gpuState } from "./gpu-state.ts";
import { launchedState } from "./launched-state.ts";
import { lockfileState } from "./lockfile-state.ts";
import { machineState } from "./machine-state.ts";
import { packageManagerState, runtimeState } from "./runtime-state.ts";
import { toolVersion } from "./tool-version.ts";

export interface GatherOptions {
  /** The user's folder: its repository and lock file are looked for from here upwards. */
  folder: string;
  /** Longest wait for any one gatherer; they run at once. */
  timeoutMs?: number;
  /** argv of the program a run launches. */
  launched?: readonly string[];
  models?: Provenance["models"];
  datasets?: Provenance["datasets"];
}

/**
 * Where a result comes from. Never fails and never takes much longer than `timeoutMs`: what cannot be had is
 * `{status: "absent", why}`. Holds no host name, user name, home path or environment value.
 */
export async function gatherProvenance(options: GatherOptions): Promise<Provenance> {
  const { folder, timeoutMs = 3_000, launched, models, datasets } = options;
  const [tool, git, machine, gpu, runtime, packageManager, lockfile, launchedAnswer] = await Promise.all([
    toolVersion(),
    bounded(gitState(folder, { timeoutMs }), 2 * timeoutMs),
    bounded(machineState(), timeoutMs),
    bounded(gpuState({ timeoutMs }), timeoutMs),
    bounded(runtimeState(), timeoutMs),
    bounded(packageManagerState({ timeoutMs }), timeoutMs),
    bounded(lockfileState(folder), timeoutMs),
    launched === undefined ? undefined : bounded(launchedState(launched, { timeoutMs }), timeoutMs),
  ]);
  return {
    tool,
    git,
    machine,
    gpu,
    runtime,
    packageManager,
    lockfile,
    ...(launchedAnswer === undefined ? {} : { launched: launchedAnswer }),
    ...(models === undefined ? {} : { models }),
    ...(datasets === undefined ? {} : { datasets }),
  };
}

type Absent = { status: "absent"; why: string };

/** A gatherer that breaks or hangs is an answer too. */
async function bounded<T>(gatherer: T | Promise<T>, timeoutMs: number): Promise<T | Absent> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Absent>((resolve) => {
    const why = `no answer within ${timeoutMs / 1000} s`;
    timer = setTimeout(() => resolve({ status: "absent", why }), timeoutMs + 500);
  });
  try {
    return await Promise.race([gatherer, late]);
  } catch (error) {
    return { status: "absent", why: `the gatherer failed (${error instanceof Error ? error.name : "unknown"})` };
  } finally {
    clearTimeout(timer);
  }
}
