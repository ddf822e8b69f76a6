import { benchmarkKind } from "./benchmark.ts";
import { collectionKind } from "./collection.ts";
import type { DocumentKind } from "./document-kind.ts";
import { matrixExtractionKind } from "./matrix-extraction.ts";
import { indicatorKind, metricKind } from "./metric.ts";
import { auditKind } from "./report/audit.ts";
import { comparisonKind } from "./report/comparison.ts";
import { diffKind } from "./report/diff.ts";
import { planKind } from "./report/plan.ts";
import { sequentialPlanKind } from "./report/sequential-plan.ts";
import { summaryKind } from "./report/summary.ts";
import { validationKind } from "./report/validation.ts";
import { runKind } from "./run.ts";
import { scenarioKind } from "./scenario.ts";
import { subjectKind } from "./subject.ts";

/** Every kind of document this version reads and writes, by the name in its `schema` key. */
export const documentKinds = {
  subject: subjectKind,
  benchmark: benchmarkKind,
  metric: metricKind,
  indicator: indicatorKind,
  scenario: scenarioKind,
  run: runKind,
  collection: collectionKind,
  comparison: comparisonKind,
  plan: planKind,
  "sequential-plan": sequentialPlanKind,
  diff: diffKind,
  audit: auditKind,
  validation: validationKind,
  summary: summaryKind,
  "matrix-extraction": matrixExtractionKind,
} as const satisfies Record<string, DocumentKind>;
export type KindName = keyof typeof documentKinds;
