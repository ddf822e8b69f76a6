import { InvalidInputError } from "../../../errors/input-errors.ts";
import { InvalidOptionError } from "../../../errors/statistics-errors.ts";
import type { Io } from "../../io.ts";
import type { AuditFlags } from "./audit-flags.ts";

const modes = ["runs", "predictions", "responses", "freezePlan"] as const;

/** One of four audits, by what was given. */
export async function runAudit(io: Io, flags: AuditFlags): Promise<number> {
  const given = modes.filter((mode) => flags[mode] !== undefined);
  if (given.length !== 1) {
    throw new InvalidInputError(
      given.length === 0 ? "what is to be audited?" : `${given.join(" and ")} are audits of their own`,
      {
        hint: "Give one of --runs DIR, --predictions FILE, --responses FILE, --freeze-plan FILE.",
      },
    );
  }
  if ((flags.queries?.length ?? 0) > 2 || (flags.responses?.length ?? 0) > 2) {
    throw new InvalidInputError("two evaluators can be compared, not more", {
      hint: "Give --queries or --responses at most twice.",
    });
  }
  const { permutations = 5000, resamples = 1000 } = flags;
  if (permutations < 99) throw new InvalidOptionError("--permutations", permutations, "at least 99 are needed");
  if (resamples < 200) throw new InvalidOptionError("--resamples", resamples, "at least 200 draws are needed");
  switch (given[0]) {
    case "runs":
      if (flags.proposeQueries !== undefined) return (await import("./propose-queries.ts")).proposeFor(io, flags);
      return (await import("./audit-runs.ts")).auditTheRuns(io, flags);
    case "predictions":
      return (await import("./audit-predictions.ts")).auditThePredictions(io, flags);
    case "responses":
      return (await import("./audit-responses.ts")).auditTheResponses(io, flags);
    default:
      return (await import("./freeze-plan.ts")).freezePlan(io, flags);
  }
}
