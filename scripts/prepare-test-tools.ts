import { existsSync } from "node:fs";

/** What some tests need beyond npm packages, with what is missing without it. Answers one line a tool. */
export function prepareTestTools(): string[] {
  const reference = process.env["ASSAY_REFERENCE"] ?? new URL("../../shared/reference", import.meta.url).pathname;
  return [
    existsSync(reference)
      ? "reference data: found"
      : "reference data: not here; tests that compare with published figures are skipped (set ASSAY_REFERENCE to its folder)",
  ];
}
