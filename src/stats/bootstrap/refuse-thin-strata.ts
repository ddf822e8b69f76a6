import type { BootstrapEstimate } from "./bootstrap-options.ts";
import { type Strata, singletonStrata } from "./strata.ts";

/** Add the note about strata of one unit; with more than a fifth of them the interval would be too narrow, so none. */
export function refuseThinStrata(strata: Strata, estimate: BootstrapEstimate): BootstrapEstimate {
  const { share, notes } = singletonStrata(strata);
  if (share === 0) return estimate;
  const noted = { ...estimate, notes: [...estimate.notes, ...notes] };
  return share > 0.2 ? { ...noted, ci: null, intervals: {}, reason: "too-few" } : noted;
}
