/** Strengths from battles: import from "assay-bench/stats/paired-comparisons". */
export * from "./battles.ts";
export * from "./bootstrap-ratings.ts";
export * from "./bradley-terry.ts";
export * from "./ratings.ts";
