import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keepsTheEstimatorPromises } from "./estimator.conformance.ts";
import { estimators } from "./registry.ts";

for (const [id, estimator] of Object.entries(estimators)) keepsTheEstimatorPromises(id, estimator);

describe("the registry", () => {
  test.each(Object.entries(estimators))("%s has its page", (_, { docs }) => {
    expect(existsSync(join(import.meta.dirname, "../../docs/statistics", `${docs}.md`))).toBe(true);
  });
});
