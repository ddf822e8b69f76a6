import { join, resolve } from "node:path";

/** The folder of reference data beside the project; tests that need it skip themselves by name where it is absent. */
const referenceFolder = resolve(process.env["ASSAY_REFERENCE"] ?? "../shared/reference");

export const referenceRun = join(referenceFolder, "sycophancy/reference_run_scored.jsonl");
export const ppiExample = join(referenceFolder, "sycophancy/ppi_and_clusters.json");
