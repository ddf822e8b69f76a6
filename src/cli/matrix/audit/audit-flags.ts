import type { DataFlags } from "../data-options.ts";
import type { OutputFlags } from "../output-folder.ts";

/** The flags of `assay matrix audit`. */
export interface AuditFlags extends DataFlags, OutputFlags {
  runs?: string;
  predictions?: string;
  responses?: string[];
  mask?: string;
  plan?: string;
  queries?: string[];
  metrics?: string;
  truth?: string;
  commitment?: string;
  ownMae?: number;
  proposeQueries?: string;
  freezePlan?: string;
  permutations?: number;
  resamples?: number;
  seed?: number;
  json?: boolean;
}
