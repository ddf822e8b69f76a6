import { arch, availableParallelism, cpus, release, totalmem, type } from "node:os";
import type { MachineState } from "../schema/provenance-record.ts";

/** System, processor and memory. Not the host's name. */
export function machineState(): MachineState {
  const model = cpus()[0]?.model.replace(/\s+/g, " ").trim() ?? "";
  return {
    status: "present",
    os: `${type()} ${release()}`,
    arch: arch(),
    cpu: model === "" || model === "unknown" ? null : model,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
