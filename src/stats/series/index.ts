/** Series and curves: import from "assay-bench/stats/series". */
export * from "./align-curves.ts";
export {
  type ChangePoint,
  type ChangePoints,
  type PeltOptions,
  pelt,
  predictionInterval,
} from "./change-points.ts";
export * from "./curve.ts";
export * from "./curve-area.ts";
export * from "./e-divisive.ts";
export * from "./time-to-threshold.ts";
export * from "./trend.ts";
