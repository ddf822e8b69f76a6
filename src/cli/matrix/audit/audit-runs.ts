import { basename, resolve } from "node:path";
import { toolVersion } from "../../../provenance/tool-version.ts";
import { picturesOf } from "../../../report/document.ts";
import { renderMarkdown } from "../../../report/markdown.ts";
import { pictureFiles } from "../../../report/picture-files.ts";
import { auditRuns, type QuerySet } from "../../../studies/matrix/audit/audit-runs.ts";
import { benchmarkNames } from "../../../studies/matrix/audit/queries/benchmark-names.ts";
import { bundledQueries } from "../../../studies/matrix/audit/queries/bundled-queries.ts";
import { parseQueries } from "../../../studies/matrix/audit/queries/query-set.ts";
import { auditDocument } from "../../../studies/matrix/audit/report/audit-document.ts";
import { auditFiles, summaryOf } from "../../../studies/matrix/audit/report/audit-files.ts";
import { auditPictures } from "../../../studies/matrix/audit/report/audit-pictures.ts";
import { readRuns } from "../../../studies/matrix/audit/runs/read-runs.ts";
import type { Io } from "../../io.ts";
import { jsonText } from "../../json-text.ts";
import { openOutput } from "../output-folder.ts";
import type { AuditFlags } from "./audit-flags.ts";
import { readGround, readText } from "./audit-inputs.ts";
import { auditText } from "./audit-text.ts";
import { readPlan } from "./read-plan.ts";

/** `audit --runs`: the audit of a folder of analyses. */
export async function auditTheRuns(io: Io, flags: AuditFlags): Promise<number> {
  const { seed = 1, permutations: shuffles = 5000, resamples = 1000 } = flags;
  const output = await openOutput(io.cwd, flags);
  const runs = await readRuns(resolve(io.cwd, flags.runs!));
  const { plan, exploratory } = await readPlan(io, flags.plan);
  const querySets = await readQuerySets(io, flags);
  const { table, reference, inputs } = await readGround(io, flags);
  const draws = { seed, shuffles, resamples };
  const audit = auditRuns(
    { runs, reference, names: benchmarkNames(table.benchmarks), plan, exploratory, querySets },
    draws,
  );
  const { version } = await toolVersion();
  const provenance = { ...draws, version, planSha256: plan.sha256, inputs };
  const names = new Map(table.benchmarks.map(({ id, name }) => [id, name]));
  const label = (key: string) => names.get(key) ?? key;
  if (output !== null) {
    const document = auditDocument(audit, {
      pictures: auditPictures(audit, label),
      footer: `assay ${version}, seed ${seed}, ${shuffles} shuffles, ${resamples} bootstrap draws`,
      label,
    });
    await output.write({
      ...auditFiles(audit, provenance),
      "reliability_report.md": renderMarkdown(document),
      ...pictureFiles(picturesOf(document)),
    });
  }
  io.out(flags.json ? jsonText(summaryOf(audit, provenance)) : auditText(audit, io.width));
  if (output !== null) io.err(`written: ${output.path}\n`);
  return 0;
}

/** The sets named, or the bundled one, whose constant queries are left out rather than refused. */
async function readQuerySets(io: Io, { queries }: AuditFlags): Promise<QuerySet[]> {
  if (queries === undefined) return [{ name: "bundled", queries: bundledQueries, refuseConstant: false }];
  return Promise.all(
    queries.map(async (name, i) => {
      const file = resolve(io.cwd, name);
      const text = await readText(file, "the queries");
      const of = queries.length > 1 ? `${basename(name, ".json")} (${i + 1})` : basename(name, ".json");
      return { name: of, queries: parseQueries(text, file), refuseConstant: true, place: { file } };
    }),
  );
}
