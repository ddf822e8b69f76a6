import { compare } from "../../compare/compare.ts";
import { type CompareOptions, resolveCompareOptions } from "../../compare/compare-options.ts";
import { readSides } from "../../compare/read/read-sides.ts";
import { toolVersion } from "../../provenance/tool-version.ts";
import { toDisk } from "../../schema/codec.ts";
import { sealDocument } from "../../schema/document.ts";
import { comparisonKind } from "../../schema/report/comparison.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { writeReport } from "../write-report.ts";
import { comparisonText } from "./comparison-text.ts";

export interface ComparisonRequest {
  readonly refs: readonly string[];
  readonly item?: string;
  readonly cluster?: string;
  readonly out?: string;
  readonly json: boolean;
  readonly options: CompareOptions;
}

/** Reads the sides, compares them, prints what the evidence supports, and writes the record where a folder was named. */
export async function runComparison(io: Io, request: ComparisonRequest): Promise<number> {
  resolveCompareOptions(request.options);
  const { refs, item, cluster, out } = request;
  const sides = await readSides(refs, {
    cwd: io.cwd,
    ...(item === undefined ? {} : { item }),
    ...(cluster === undefined ? {} : { cluster }),
  });
  const { content, pairs } = compare(sides, request.options);
  const comparison = sealDocument(comparisonKind, {
    ...content,
    createdAt: new Date().toISOString(),
    tool: await toolVersion(),
  });
  if (out !== undefined) {
    const { resolve } = await import("node:path");
    const { comparisonFiles } = await import("./comparison-files.ts");
    await writeReport(resolve(io.cwd, out), comparisonFiles(comparison, pairs));
  }
  if (request.json) io.out(jsonText(toDisk(comparisonKind.schema, comparison)));
  else {
    io.out(comparisonText(comparison, io.width));
    if (out !== undefined) io.out(`Report: ${out}/comparison.md\n`);
  }
  return comparison.exitCode;
}
