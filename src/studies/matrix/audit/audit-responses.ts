import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { cohenD } from "../../../stats/effects/standardised-difference.ts";
import type { Estimate } from "../../../stats/records.ts";
import { checkQueries, type DependentPair, type QueryChecks } from "./agreement/check-queries.ts";
import { clusterRuns, type RunClusters } from "./agreement/cluster-runs.ts";
import { correctedAgreement } from "./agreement/corrected-agreement.ts";
import { type Fork, rankForks } from "./agreement/forks.ts";
import { type PlainAgreement, plainAgreement } from "./agreement/plain-agreement.ts";
import { type ResponseMatrix, withQueries, withRuns } from "./agreement/response-matrix.ts";
import { type ShuffledAgreement, shuffledAgreement } from "./agreement/shuffled-agreement.ts";
import { type Agreement, tvdMi } from "./agreement/tvd-mi.ts";

export interface AuditDraws {
  readonly seed: number;
  /** Shuffles of each permutation null. */
  readonly shuffles: number;
  readonly resamples: number;
}

/** W, what chance would make of it, and what is left. Never read the first without the second. */
export interface AgreementFigures {
  readonly queries: number;
  readonly runs: number;
  readonly w: number | null;
  readonly chance: Omit<ShuffledAgreement, "values" | "observed"> | null;
  /** W less the null mean, with an interval over runs. */
  readonly corrected: Pick<Estimate, "value" | "ci" | "reason"> | null;
}

/** A fork with what it goes along with. */
export interface MarkedFork extends Fork {
  /** Reads the outcome that the audit explains. */
  readonly tautological: boolean;
  /** Earlier query that asks the same or the opposite. */
  readonly repeats: string | null;
  /** Cohen's d of the canonical error, yes less no; null value with a reason where a side has under 3 runs. */
  readonly maeEffect: Effect | null;
  readonly rankEffect: Effect | null;
}

export interface Effect {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly reason: string | null;
}

/** All that follows from who answered what. */
export interface ResponseAudit {
  /** Without constant queries. */
  readonly matrix: ResponseMatrix;
  readonly constant: readonly string[];
  readonly checks: QueryChecks;
  readonly tautological: ReadonlySet<string>;
  readonly agreement: Agreement;
  /** Every query counts, also those that repeat another one or read the outcome. */
  readonly asGiven: AgreementFigures;
  /** Queries that ask one thing count once, and none reads the outcome. */
  readonly headline: AgreementFigures;
  /** Places in the matrix of the queries behind the headline. */
  readonly headlineQueries: readonly number[];
  /** What the headline leaves out, with why. */
  readonly leftOut: readonly { readonly id: string; readonly why: string }[];
  readonly nullValues: Float64Array;
  readonly plain: PlainAgreement;
  readonly forks: readonly MarkedFork[];
  /** Forks of the headline's queries among themselves. */
  readonly headlineForks: readonly (Fork & { readonly id: string; readonly tier: number })[];
  readonly clusters: RunClusters | null;
}

export interface ResponseOptions extends AuditDraws {
  /** Names the random streams, so that two evaluators do not share one. */
  readonly name: string;
  /** Ids of queries that read the outcome. */
  readonly tautological: ReadonlySet<string>;
  /** By run, where known. */
  readonly mae?: readonly (number | null)[];
  readonly rank?: readonly (number | null)[];
}

export function auditResponses(given: ResponseMatrix, options: ResponseOptions): ResponseAudit {
  const constantAt = new Set(checkQueries(given).constant);
  const matrix = withQueries(
    given,
    [...given.queries.keys()].filter((q) => !constantAt.has(q)),
  );
  const checks = checkQueries(matrix);
  const { kept, leftOut } = headlineQueries(matrix, checks, options.tautological);
  const stream = (what: string) => rngStream(options.seed, "audit", options.name, what);
  const whole = figures(matrix, stream("as given"), options);
  const headlineMatrix = withQueries(matrix, kept);
  const repeats = new Map<number, string>();
  for (const { query, later } of checks.pairs) if (!repeats.has(later)) repeats.set(later, matrix.queries[query]!.id);
  return {
    matrix,
    constant: [...constantAt].map((q) => given.queries[q]!.id),
    checks,
    tautological: options.tautological,
    agreement: tvdMi(matrix),
    asGiven: whole.figures,
    headline: figures(headlineMatrix, stream("headline"), options).figures,
    headlineQueries: kept,
    leftOut,
    nullValues: whole.values,
    plain: plainAgreement(matrix, { rng: stream("alpha"), resamples: Math.max(200, options.resamples) }),
    forks: rankForks(matrix, { rng: stream("forks"), shuffles: options.shuffles }).map((fork) => ({
      ...fork,
      tautological: options.tautological.has(matrix.queries[fork.query]!.id),
      repeats: repeats.get(fork.query) ?? null,
      maeEffect: effectOn(options.mae, matrix.answers[fork.query]!),
      rankEffect: effectOn(options.rank, matrix.answers[fork.query]!),
    })),
    headlineForks: rankForks(headlineMatrix, { rng: stream("headline forks"), shuffles: options.shuffles }).map(
      (fork) => ({
        ...fork,
        id: headlineMatrix.queries[fork.query]!.id,
        tier: headlineMatrix.queries[fork.query]!.tier,
      }),
    ),
    clusters: clusterRuns(matrix, { rng: stream("clusters"), resamples: options.resamples }),
  };
}

/** The headline figures of some of the runs: the same queries, but for those that no longer vary. */
export function headlineOf(audit: ResponseAudit, runs: readonly number[], options: ResponseOptions): AgreementFigures {
  const some = withRuns(withQueries(audit.matrix, audit.headlineQueries), runs);
  const { constant } = checkQueries(some);
  const varying = [...some.queries.keys()].filter((q) => !constant.includes(q));
  return figures(withQueries(some, varying), rngStream(options.seed, "audit", options.name, "not flagged"), options)
    .figures;
}

function headlineQueries(matrix: ResponseMatrix, { pairs }: QueryChecks, tautological: ReadonlySet<string>) {
  const repeated = new Map<number, DependentPair>();
  for (const pair of pairs) if (!repeated.has(pair.query) && !repeated.has(pair.later)) repeated.set(pair.later, pair);
  const why = (q: number): string | null => {
    if (tautological.has(matrix.queries[q]!.id)) return "reads the outcome";
    const pair = repeated.get(q);
    return pair === undefined
      ? null
      : `${pair.kind === "equal" ? "equals" : "is the complement of"} ${matrix.queries[pair.query]!.id}`;
  };
  const places = [...matrix.queries.keys()];
  return {
    kept: places.filter((q) => why(q) === null),
    leftOut: places.flatMap((q) => {
      const reason = why(q);
      return reason === null ? [] : [{ id: matrix.queries[q]!.id, why: reason }];
    }),
  };
}

function figures(matrix: ResponseMatrix, rng: ReturnType<typeof rngStream>, { shuffles, resamples }: AuditDraws) {
  const base = { queries: matrix.queries.length, runs: matrix.runs.length };
  const shuffled = shuffledAgreement(matrix, { rng: rng.fork("null"), shuffles });
  if (shuffled === null)
    return { figures: { ...base, w: null, chance: null, corrected: null }, values: new Float64Array(0) };
  const { values, observed, ...chance } = shuffled;
  const { value, ci, reason } = correctedAgreement(matrix, chance.mean, { rng: rng.fork("bootstrap"), resamples });
  const corrected = { value, ci, ...(reason === undefined ? {} : { reason }) };
  return { figures: { ...base, w: observed, chance, corrected }, values };
}

const fewest = 3;

function effectOn(values: readonly (number | null)[] | undefined, answers: Uint8Array): Effect | null {
  if (values === undefined) return null;
  const side = (answer: number) => values.filter((value, run) => value !== null && answers[run] === answer) as number[];
  const [yes, no] = [side(1), side(0)];
  if (yes.length < fewest || no.length < fewest) {
    return { value: null, low: null, high: null, reason: `under ${fewest} runs on one side` };
  }
  const { value, ci, reason } = cohenD(yes, no);
  return { value, low: ci?.low ?? null, high: ci?.high ?? null, reason: reason ?? null };
}
