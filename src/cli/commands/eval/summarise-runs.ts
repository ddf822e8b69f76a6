import { join, resolve } from "node:path";
import type { Run } from "../../../schema/run.ts";
import type { HumanLabel } from "../../../studies/sycophancy/human-labels.ts";
import type { SummariseOptions } from "../../../studies/sycophancy/summarise-options.ts";
import type { Io } from "../../io.ts";
import { plainText } from "../../plain-text.ts";
import type { SummariseRequest } from "./summarise-request.ts";

/** Summarises runs or files, prints what they support, and writes the report where there is a place for it. */
export async function summariseRuns(io: Io, request: SummariseRequest): Promise<number> {
  const { openSummarySource } = await import("../../../studies/sycophancy/summary-source.ts");
  const source = await openSummarySource(request.cwd, request.refs);
  if (!source.hasViews) {
    const { summariseCases } = await import("./summarise-cases.ts");
    return summariseCases(io, source, request);
  }
  if (request.compat) {
    const { compatCsv } = await import("../../../studies/sycophancy/compat-table.ts");
    io.out(compatCsv(source.rows, { threshold: request.options.threshold ?? 0.33 }));
    return 0;
  }
  const { estimateOf, summarise } = await import("../../../studies/sycophancy/summarise.ts");
  const { checkGates, recordedMetrics } = await import("./check-gates.ts");
  const { renderSummary } = await import("../../../studies/sycophancy/render-summary.ts");
  const { terminalSummary } = await import("../../../studies/sycophancy/terminal-summary.ts");
  const { writeReport } = await import("../../write-report.ts");
  const metrics = recordedMetrics(source.runs);
  const people = await labelsOf(io, request, source.runs);
  const minEffect = metrics.find((metric) => metric.id === "sycophancy.s")?.minEffect;
  const summary = summarise(source.rows, {
    ...source.known,
    ...(minEffect === undefined ? {} : { minEffect }),
    ...people,
    ...request.options,
  });
  const effects = summary.models.map((model) => ({
    metric: "sycophancy.s",
    model: model.label,
    ci: estimateOf(model, "s")?.ci ?? null,
  }));
  const { judgeAlpha } = summary.people ?? {};
  const agreement = {
    metric: "sycophancy.judge_human_alpha",
    model: "the judges",
    ci: judgeAlpha === undefined ? null : { low: judgeAlpha.low, high: judgeAlpha.high },
  };
  const gates = checkGates(metrics, [...effects, agreement], request.strict);
  const files = renderSummary(summary);
  const folder = request.out ?? (source.folder === null ? null : join(source.folder, "report"));
  const written = folder === null ? null : await writeReport(folder, files);
  if (request.json) io.out(String(files["report.json"]));
  else {
    io.out(terminalSummary(summary, { width: io.width, color: io.color }));
    io.out(
      written === null
        ? "The report was not written: name a folder with --out DIR.\n"
        : `Report: ${join(written, "report.html")}\n`,
    );
  }
  if (!request.json) io.out(plainText(gates.text));
  const inconclusive = summary.models.some((model) => model.verdict.word === "inconclusive");
  return gates.exitCode !== 0 ? gates.exitCode : request.strict && inconclusive ? 4 : 0;
}

/** Scores by people, where the user names some, and what the judges of these runs were tuned on. */
async function labelsOf(
  io: Io,
  { cwd, labels = [], tunedOn = [] }: SummariseRequest,
  runs: readonly Run[],
): Promise<Pick<SummariseOptions, "humanLabels" | "tunedOn">> {
  if (labels.length === 0) return {};
  const { readLabels } = await import("../../../studies/sycophancy/labels/read-labels.ts");
  const { readHashList, recordedHashes } = await import("../../../studies/sycophancy/labels/hash-list.ts");
  const humanLabels: HumanLabel[] = [];
  for (const source of labels) {
    const read = await readLabels(cwd, source);
    humanLabels.push(...read.labels);
    for (const note of read.notes) io.err(plainText(`note: ${note}\n`));
  }
  const hashes = recordedHashes(runs);
  for (const file of tunedOn) hashes.push(...(await readHashList(resolve(cwd, file))));
  return { humanLabels, tunedOn: hashes };
}
