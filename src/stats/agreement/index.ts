/** Agreement of raters: import from "assay-bench/stats/agreement". */
export * from "./agreement-weights.ts";
export * from "./cohen-kappa.ts";
export * from "./fleiss-kappa.ts";
export * from "./gwet-ac.ts";
export * from "./intraclass-correlation.ts";
export * from "./krippendorff-alpha.ts";
export * from "./rater-profiles.ts";
export { type CodedRatings, type Rating, type RatingTable, ratingTable } from "./ratings.ts";
