import { bootstrapFamilies } from "./reference-families/bootstrap.conformance.ts";
import { describeFamilies } from "./reference-families/describe.conformance.ts";
import type { ReferenceFamily } from "./reference-families/family.conformance.ts";
import { planningFamilies } from "./reference-families/planning.conformance.ts";
import { seriesFamilies } from "./reference-families/series.conformance.ts";
import { specialFamilies } from "./reference-families/special.conformance.ts";
import { testFamilies } from "./reference-families/tests.conformance.ts";

/** How each family of reference cases is computed here, by the start of its case ids. */
export const families: Record<string, ReferenceFamily> = {
  ...describeFamilies,
  ...bootstrapFamilies,
  ...planningFamilies,
  ...seriesFamilies,
  ...testFamilies,
  ...specialFamilies,
};
