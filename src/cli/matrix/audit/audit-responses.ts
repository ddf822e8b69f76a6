import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { parseCsv } from "../../../compare/read/parse-csv.ts";
import { requireNumber } from "../../../compare/read/table.ts";
import { toolVersion } from "../../../provenance/tool-version.ts";
import { picturesOf } from "../../../report/document.ts";
import { renderMarkdown } from "../../../report/markdown.ts";
import { pictureFiles } from "../../../report/picture-files.ts";
import { parseResponses } from "../../../studies/matrix/audit/agreement/response-table.ts";
import { auditResponses } from "../../../studies/matrix/audit/audit-responses.ts";
import { refuseConstant } from "../../../studies/matrix/audit/audit-runs.ts";
import { compareEvaluators } from "../../../studies/matrix/audit/compare-evaluators.ts";
import { evaluatorsOnDisk, provenanceOnDisk } from "../../../studies/matrix/audit/report/audit-files.ts";
import { responsePictures } from "../../../studies/matrix/audit/report/audit-pictures.ts";
import { json, responseFiles, responseSummary } from "../../../studies/matrix/audit/report/response-files.ts";
import { responseDocument } from "../../../studies/matrix/audit/report/response-sections.ts";
import type { Io } from "../../io.ts";
import { jsonText } from "../../json-text.ts";
import { plainText } from "../../plain-text.ts";
import { openOutput } from "../output-folder.ts";
import type { AuditFlags } from "./audit-flags.ts";
import { readText } from "./audit-inputs.ts";
import { responseText } from "./audit-text.ts";

/** `audit --responses`: what follows from given answers alone. */
export async function auditTheResponses(io: Io, flags: AuditFlags): Promise<number> {
  const { seed = 1, permutations: shuffles = 5000, resamples = 1000 } = flags;
  const output = await openOutput(io.cwd, flags);
  const errors = flags.metrics === undefined ? null : await readErrors(io, flags.metrics);
  const inputs: { path: string; sha256: string }[] = [];
  const audits = [];
  for (const [i, given] of flags.responses!.entries()) {
    const file = resolve(io.cwd, given);
    const text = await readText(file, "the responses");
    inputs.push({ path: basename(file), sha256: createHash("sha256").update(text, "utf8").digest("hex") });
    const matrix = parseResponses(text, file);
    const name = flags.responses!.length > 1 ? `${basename(given, ".csv")} (${i + 1})` : basename(given, ".csv");
    const audit = auditResponses(matrix, {
      ...{ seed, shuffles, resamples, name },
      tautological: new Set(matrix.queries.filter(readsOutcome).map(({ id }) => id)),
      ...(errors === null ? {} : { mae: matrix.runs.map((run) => errors.get(run) ?? null) }),
    });
    refuseConstant(audit, { file });
    audits.push({ name, audit });
  }
  const [first, second] = audits;
  const evaluators = first && second ? compareEvaluators([first.name, second.name], first.audit, second.audit) : null;
  const { version } = await toolVersion();
  const summary = {
    schema: "assay/reliability-summary@1",
    evaluators: audits.map(({ name, audit }) => ({ name, ...responseSummary(audit) })),
    evaluator_comparison: evaluators === null ? null : evaluatorsOnDisk(evaluators),
    provenance: provenanceOnDisk({ version, seed, shuffles, resamples, planSha256: null, inputs }),
  };
  if (output !== null) {
    const pictures = audits.flatMap(({ name, audit }, i) =>
      responsePictures(audit, i === 0 ? "" : `-${i + 1}`, audits.length > 1 ? `, ${name}` : ""),
    );
    const footer = `assay ${version}, seed ${seed}, ${shuffles} shuffles, ${resamples} bootstrap draws`;
    const document = responseDocument(audits, evaluators, { pictures, footer });
    const tables = audits.flatMap(({ audit }, i) =>
      Object.entries(
        responseFiles(audit, errors === null ? undefined : audit.matrix.runs.map((run) => errors.get(run) ?? null)),
      ).map(([name, text]) => [i === 0 ? name : `evaluator_0${i + 1}/${name}`, text] as const),
    );
    await output.write({
      ...Object.fromEntries(tables),
      "reliability_summary.json": json(summary),
      "reliability_report.md": renderMarkdown(document),
      ...pictureFiles(picturesOf(document)),
    });
  }
  io.out(flags.json ? jsonText(summary) : plainText(responseText(audits, evaluators, io.width)));
  if (output !== null) io.err(`written: ${output.path}\n`);
  return 0;
}

/** Given answers have no rules, only words: a query about the canonical error reads the outcome. */
function readsOutcome({ id, description }: { readonly id: string; readonly description: string }): boolean {
  const words = `${id} ${description}`.toLowerCase().replaceAll("_", " ");
  return /\bcanonical\b.*\b(mae|error)\b/.test(words);
}

/** Errors by run, from a table such as canonical_metrics.csv. */
async function readErrors(io: Io, given: string): Promise<Map<string, number | null>> {
  const file = resolve(io.cwd, given);
  const rows = parseCsv(await readText(file, "the metrics"), file);
  return new Map(rows.map((row) => [String(row.cells["agent_id"]), requireNumber(row, "canonical_overall_mae", file)]));
}
