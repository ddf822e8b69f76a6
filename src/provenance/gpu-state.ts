import type { GpuState } from "../schema/provenance-record.ts";
import { askProgram } from "./ask-program.ts";

/** NVIDIA devices as nvidia-smi lists them. */
export async function gpuState({ program = "nvidia-smi", timeoutMs = 3_000 } = {}): Promise<GpuState> {
  const query = ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"];
  const answer = await askProgram(program, query, { timeoutMs });
  if (!answer.ok) return { status: "absent", why: answer.why };
  const rows = answer.stdout.split("\n").flatMap((line) => {
    const [name, mebibytes, driver] = line.split(",").map((part) => part.trim());
    return name && driver ? [{ name, mebibytes: Number(mebibytes), driver }] : [];
  });
  const [first] = rows;
  if (first === undefined) return { status: "absent", why: "nvidia-smi lists no device" };
  return {
    status: "present",
    driver: first.driver,
    devices: rows.map(({ name, mebibytes }) => ({
      name,
      memoryBytes: Number.isFinite(mebibytes) ? Math.round(mebibytes) * 2 ** 20 : null,
    })),
  };
}
