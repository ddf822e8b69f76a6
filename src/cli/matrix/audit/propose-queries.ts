import { resolve } from "node:path";
import { toDisk } from "../../../schema/codec.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { writeFileAtomic } from "../../../store/atomic-file.ts";
import { bundledPlan } from "../../../studies/matrix/audit/plan/bundled-plan.ts";
import { benchmarkNames } from "../../../studies/matrix/audit/queries/benchmark-names.ts";
import { proposeQueries } from "../../../studies/matrix/audit/queries/propose-queries.ts";
import { querySetSchema } from "../../../studies/matrix/audit/queries/query-set.ts";
import { judgeRun } from "../../../studies/matrix/audit/runs/judge-run.ts";
import { readRuns } from "../../../studies/matrix/audit/runs/read-runs.ts";
import type { Io } from "../../io.ts";
import type { AuditFlags } from "./audit-flags.ts";
import { readHeldOut } from "./audit-inputs.ts";
import { readPlan } from "./read-plan.ts";

/** `audit --runs DIR --propose-queries FILE`: a draft to be edited and frozen before it is asked of all runs. */
export async function proposeFor(io: Io, flags: AuditFlags): Promise<number> {
  const { table, held } = await readHeldOut(io, flags);
  const runs = await readRuns(resolve(io.cwd, flags.runs!));
  const { plan } = await readPlan(io, flags.plan);
  const good = runs.map((run) => judgeRun(run, held)).filter(({ status }) => status === "SUCCESS");
  const { queries, drawn } = proposeQueries(
    good.map(({ id, summary }) => ({ id, facts: summary ?? {} })),
    benchmarkNames(table.benchmarks),
    plan.bins,
    rngStream(flags.seed ?? bundledPlan.seed, "audit", "propose"),
  );
  const path = resolve(io.cwd, flags.proposeQueries!);
  await writeFileAtomic(path, `${JSON.stringify(toDisk(querySetSchema, [...queries]), null, 2)}\n`);
  io.out(
    `${queries.length} queries from ${drawn.length} of ${good.length} runs: ${drawn.join(", ")}\n` +
      "A draft: read it, change it, and ask it of all runs with --queries.\n",
  );
  io.err(`written: ${path}\n`);
  return 0;
}
