import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { compare } from "../../compare/compare.ts";
import { type CompareOptions, resolveCompareOptions } from "../../compare/compare-options.ts";
import { readSides } from "../../compare/read/read-sides.ts";
import { appendLook, readSequentialPlan } from "../../compare/sequential/plan-file.ts";
import { toolVersion } from "../../provenance/tool-version.ts";
import { toDisk } from "../../schema/codec.ts";
import { parseDocument, sealDocument } from "../../schema/document.ts";
import { type Comparison, comparisonKind } from "../../schema/report/comparison.ts";
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
  /** A plan of looks; this comparison is the next of them. */
  readonly plan?: string;
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
  const now = new Date();
  const planFile = request.plan === undefined ? null : resolve(io.cwd, request.plan);
  const plan = planFile === null ? null : await readSequentialPlan(planFile, io.cwd);
  const { content, look, ...drawn } = compare(
    sides,
    request.options,
    plan === null
      ? undefined
      : {
          plan,
          inputs: sides.map(({ hash }) => hash),
          at: now.toISOString(),
          measuredBy: latest(sides.map(({ measuredAt }) => measuredAt)),
        },
  );
  const comparison = sealDocument(comparisonKind, {
    ...content,
    notes: [
      ...(content.notes ?? []),
      ...(plan === null && out !== undefined ? await earlierLook(resolve(io.cwd, out), content.inputs) : []),
    ],
    createdAt: now.toISOString(),
    tool: await toolVersion(),
  });
  if (planFile !== null && look !== null) await appendLook(planFile, look, io.cwd, now);
  if (out !== undefined) {
    const { comparisonFiles } = await import("./comparison-files.ts");
    await writeReport(resolve(io.cwd, out), comparisonFiles(comparison, drawn));
  }
  if (request.json) io.out(jsonText(toDisk(comparisonKind.schema, comparison)));
  else {
    io.out(comparisonText(comparison, io.width));
    if (out !== undefined) io.out(`Report: ${out}/comparison.md\n`);
  }
  return comparison.exitCode;
}

/** The newest time, where every side says one: evidence still being measured is not complete. */
function latest(times: readonly (string | null)[]): string | null {
  const known = times.flatMap((time) => time ?? []);
  return known.length < times.length ? null : (known.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null);
}

/**
 * Labels a second look at the same sides without a plan: the folder holds a comparison of these refs, and what they name
 * has changed since.
 */
async function earlierLook(folder: string, inputs: Comparison["inputs"]): Promise<string[]> {
  const file = join(folder, "comparison.json");
  const before = await readFile(file, "utf8").then(
    (text) => parseDocument(comparisonKind, text, file),
    () => null,
  );
  if (before === null || before.inputs.length !== inputs.length) return [];
  const sameRefs = inputs.every(({ role, ref }, i) => before.inputs[i]!.role === role && before.inputs[i]!.ref === ref);
  const sameHashes = inputs.every(({ hash }, i) => before.inputs[i]!.hash === hash);
  if (!sameRefs || sameHashes) return [];
  return [
    `Post hoc: these sides were compared before, on ${before.createdAt}, when they held something else. Looking again without a plan made before (assay plan --looks) finds differences that are not there more often than alpha says.`,
  ];
}
