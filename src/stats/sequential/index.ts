/** Looking while it runs: import from "assay-bench/stats/sequential". */
export * from "./after-stopping.ts";
export * from "./confidence-sequence.ts";
export * from "./group-sequential.ts";
export * from "./spending.ts";
