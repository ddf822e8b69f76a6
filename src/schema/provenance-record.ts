import { z } from "zod";
import { count, name, sha256, toolVersion } from "./common-fields.ts";

/** What a gatherer answers: what it found, or why it found nothing. Never an error. */
function gathered<F extends z.ZodRawShape>(fields: F) {
  return z.discriminatedUnion("status", [
    z.strictObject({ status: z.literal("present").describe("It was found."), ...fields }),
    z.strictObject({
      status: z.literal("absent").describe("It was not found."),
      why: z.string().min(1).describe("Why there is nothing to say."),
    }),
  ]);
}

export const gitState = gathered({
  commit: z.string().describe("Commit checked out."),
  branch: z.string().nullable().describe("Branch; null on a detached head."),
  describe: z.string().nullable().describe("Nearest tag as git describe says it; null without tags."),
  dirty: z
    .boolean()
    .describe("True when tracked files differ from the commit, or files lie there that git does not know."),
  diffSha256: sha256
    .nullable()
    .describe("sha256 of the difference of tracked files to the commit; null when there is none."),
  untracked: count.describe("Files that git does not know and does not ignore."),
});

export const machineState = gathered({
  os: z.string().describe("Operating system and its release."),
  arch: z.string().describe("Processor architecture."),
  cpu: z.string().nullable().describe("Model of the processor; null when the system does not tell."),
  cores: count.describe("Cores this process may use."),
  memoryBytes: count.describe("Memory of the machine."),
});

export const gpuState = gathered({
  driver: z.string().describe("Version of the driver."),
  devices: z
    .array(
      z.strictObject({
        name: z.string().describe("Model of the device."),
        memoryBytes: count.nullable().describe("Its memory; null when the driver does not tell."),
      }),
    )
    .describe("One entry a device."),
});

export const runtimeState = gathered({
  node: z.string().describe("Version of Node."),
  v8: z.string().describe("Version of its engine."),
});
export const packageManagerState = gathered({ npm: z.string().describe("Version of npm.") });
export const lockfileState = gathered({
  name: z.string().describe("Name of the lock file."),
  sha256: sha256.describe("sha256 of the lock file."),
});

export const launchedState = gathered({
  command: z.string().describe("Name of the program, without its path."),
  interpreter: z.string().nullable().describe("What it runs on, as it says itself, for example Python 3.12.4."),
  packages: z.record(z.string(), z.string()).describe("Versions of packages it reports."),
});

export const servedModel = z.strictObject({
  subject: name.describe("The subject, as the roster names it."),
  provider: z.string().describe("The provider the roster declares."),
  model: z.string().describe("The model asked for."),
  endpoint: z.string().nullable().describe("Where the calls went."),
  served: z.array(z.string()).describe("Model names the service returned; more than one means it changed underneath."),
  fingerprints: z.array(z.string()).describe("Fingerprints or revisions the service returned."),
});

export const usedDataset = z.strictObject({
  name: name.describe("Name of the data set."),
  revision: z.string().nullable().describe("Its revision, where it has one."),
  sha256: sha256.nullable().describe("sha256 of the bytes read."),
});

/** Where a result comes from: code, machine, services, data. Without host name, user name or home paths. */
export const provenance = z.strictObject({
  tool: toolVersion.describe("The Assay that measured."),
  git: gitState.describe("The user's own repository."),
  machine: machineState.describe("The machine it ran on."),
  gpu: gpuState.describe("Its accelerators."),
  runtime: runtimeState.describe("The JavaScript runtime."),
  packageManager: packageManagerState.describe("The package manager."),
  lockfile: lockfileState.describe("The user's lock file."),
  launched: launchedState.optional().describe("The program that was launched, for runs of a command."),
  models: z.array(servedModel).optional().describe("Models that answered."),
  datasets: z.array(usedDataset).optional().describe("Data sets that were read."),
});
export type Provenance = z.infer<typeof provenance>;
export type GitState = z.infer<typeof gitState>;
export type MachineState = z.infer<typeof machineState>;
export type GpuState = z.infer<typeof gpuState>;
export type RuntimeState = z.infer<typeof runtimeState>;
export type PackageManagerState = z.infer<typeof packageManagerState>;
export type LockfileState = z.infer<typeof lockfileState>;
export type LaunchedState = z.infer<typeof launchedState>;
