import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InvalidInputError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import type { Env } from "../providers/provider.ts";
import { providerNames } from "../providers/registry.ts";
import { readRoster } from "../run/roster/read-roster.ts";
import { loadSuite } from "../run/suite/load-suite.ts";
import type { ScoringFunction } from "../run/suite/suite-module.ts";
import type { RosterEntry } from "../schema/run/roster.ts";
import type { ScorerSpec } from "../schema/run/suite.ts";
import type { Run } from "../schema/run.ts";
import { choosePanel, type Kin, type Panel, panelWeaknesses } from "../score/judge/choose-panel.ts";
import { masterNumberConcurrency } from "../score/judge/master-number.ts";
import { isRule, ruleScorer } from "../score/rules/rules.ts";
import type { Scorer } from "../score/scorer.ts";
import type { ScoringParts } from "./derive-scores.ts";
import type { Judging } from "./panel-reading.ts";
import type { PlannedSubject } from "./plan-run.ts";
import { isJudged, type JudgedScorer, judgedScorer } from "./score-judged.ts";
import type { ScoreRequest } from "./score-request.ts";
import { trainedScorers } from "./score-trained.ts";
import { recordedScoring, type ScoringSpec } from "./scoring-spec.ts";

export interface PlannedScoring {
  readonly source: string;
  readonly judges: readonly RosterEntry[];
  readonly truncated: "score" | "exclude";
  readonly notes: readonly string[];
  /** Hashes of answers that these scorers were tuned on. */
  readonly tunedOn: readonly string[];
  /** The scorers, once the judges' endpoints are known. */
  parts(judges: readonly PlannedSubject[]): Omit<ScoringParts, "brought">;
}

/** Which scorers read a run's answers, and who judges. Everything that can be refused is refused here. */
export async function planScoring(
  request: ScoreRequest,
  run: Run,
  place: { readonly file: string; readonly answersFile: string },
  env: Env,
  candidates: readonly Kin[],
): Promise<PlannedScoring> {
  const { file, answersFile } = place;
  const spec = recordedScoring(run, file);
  const chosen = chooseScorers(spec, request);
  const functions = await functionScorers(chosen, request, run, file);
  const trained = await trainedScorers(chosen, request.cwd);
  const rules = chosen.flatMap((scorer) => {
    if (isRule(scorer.use)) return [{ id: scorer.id, scorer: ruleScorer({ ...scorer, use: scorer.use }) }];
    const own = functions.get(scorer.id) ?? trained.scorers.get(scorer.id);
    const asks = functions.has(scorer.id);
    return own === undefined ? [] : [{ id: scorer.id, scorer: own as Scorer, ...(asks ? { asks } : {}) }];
  });
  const judged = await Promise.all(
    chosen.flatMap((scorer) => {
      const { use } = scorer;
      const options = { seed: request.seed ?? 1, repeatShare: request.repeatShare, answersFile };
      return isJudged(use) ? [judgedScorer(spec, { ...scorer, use }, options)] : [];
    }),
  );
  const tunedOn = [...trained.tunedOn, ...declaredHashes(chosen, spec)];
  const base = { truncated: spec.truncated, first: chosen[0]?.id ?? null, rules };
  if (judged.length === 0) {
    const parts = () => ({ ...base, judging: [] });
    // Functions may ask a model; which one is said on purpose, because most of them ask none.
    const named = request.judges ?? request.judgesFile ?? request.scorerModels ?? env["LLM_SCORER_MODEL"];
    const given = functions.size === 0 || named === undefined ? null : await chooseJudges(request, env);
    return {
      source: given?.source ?? file,
      judges: given?.entries ?? [],
      truncated: spec.truncated,
      notes: trained.notes,
      tunedOn,
      parts,
    };
  }
  const { entries, source } = await chooseJudges(request, env);
  const kin = entries.map((entry) => ({ id: entry.id, family: entry.family ?? null }));
  const panels = new Map(judged.map((scorer) => [scorer.id, panelsOf(scorer, kin, candidates, request)]));
  const master = judged.some(({ use }) => use === "master-number");
  return {
    source,
    judges: master
      ? entries.map((entry) => ({ ...entry, concurrency: Math.min(entry.concurrency, masterNumberConcurrency) }))
      : entries,
    truncated: spec.truncated,
    notes: [...trained.notes, ...panelNotes(judged, kin, panels), ...(spec.scorers.length === 0 ? [blindHint] : [])],
    tunedOn,
    parts(judges) {
      const byId = new Map(judges.map((judge) => [judge.model.id, judge]));
      const judging = judged.map((scorer): Judging => {
        const ofCandidate = new Map(
          [...panels.get(scorer.id)!].map(([id, panel]) => [id, panel.judges.map((one) => byId.get(one.id)!)]),
        );
        return { ...scorer, judgesOf: (modelId) => ofCandidate.get(modelId) ?? judges, round: roundOf(run, request) };
      });
      return { ...base, judging };
    },
  };
}

type Panels = ReadonlyMap<string, Panel<Kin>>;

/** Who judges each candidate for one scorer. */
function panelsOf(
  scorer: JudgedScorer,
  kin: readonly Kin[],
  candidates: readonly Kin[],
  request: ScoreRequest,
): Panels {
  const master = scorer.use === "master-number";
  const rules = {
    minJudges: request.minJudges ?? scorer.minJudges,
    allowSelfJudge: request.allowSelfJudge === true,
    allowOwnFamily: master || request.allowSelfJudge === true,
    allowUnknownFamily: request.allowUnknownFamily === true || master,
  };
  return new Map(candidates.map((candidate) => [candidate.id, choosePanel(kin, candidate, rules)]));
}

function panelNotes(
  judged: readonly JudgedScorer[],
  kin: readonly Kin[],
  panels: ReadonlyMap<string, Panels>,
): string[] {
  const notes = new Set<string>();
  if (judged.some(({ use }) => use === "master-number")) notes.add("the judge sees who asks: it is not blind");
  if (judged.some(({ use }) => use === "judge-panel"))
    for (const weakness of panelWeaknesses(kin)) notes.add(weaknessWords[weakness]);
  for (const ofScorer of panels.values())
    for (const [candidate, { left }] of ofScorer)
      for (const { id, reason } of left)
        notes.add(`${id} does not judge ${candidate}: ${reason === "itself" ? "it is the candidate" : "same family"}`);
  return [...notes];
}

const blindHint = "no suite is named, so judges give one number; --suite rent-sycophancy has them judge blind";

const weaknessWords = {
  "fewer-than-three": "the panel has fewer than three judges",
  "families-repeat": "two judges of the panel are of one family",
} as const;

function chooseScorers(spec: ScoringSpec, request: ScoreRequest): readonly ScorerSpec[] {
  if (request.offline !== undefined)
    return [{ id: "offline", use: "linear-text", with: { model: resolve(request.cwd, request.offline) } }];
  // Views without a suite are scored as they were published: one number on the axis.
  const scorers: readonly ScorerSpec[] =
    spec.scorers.length > 0 || spec.axis === null ? spec.scorers : [{ id: "stance", use: "master-number", with: {} }];
  if (scorers.length === 0) {
    throw new InvalidInputError("the suite names no scorer", {
      hint: "Add scorers to the suite, or name a judge with --scorer-model provider/name.",
    });
  }
  if (request.only === undefined) return scorers;
  const only = scorers.filter((scorer) => scorer.id === request.only);
  if (only.length > 0) return only;
  const ids = scorers.map((scorer) => scorer.id);
  const nearest = nearestName(request.only, ids);
  throw new InvalidInputError(`the suite has no scorer "${request.only}"`, {
    hint: nearest === null ? `It has ${ids.join(", ")}.` : `Did you mean "${nearest}"?`,
  });
}

/** Hash lists that scorers of the suite declare under `tuned_on`; their text was kept with the run. */
function declaredHashes(scorers: readonly ScorerSpec[], spec: ScoringSpec): string[] {
  return scorers.flatMap((scorer) => {
    const name = scorer.with["tuned_on"];
    const text = typeof name === "string" ? spec.texts[name] : undefined;
    return text?.match(/\b[0-9a-f]{64}\b/g) ?? [];
  });
}

/** Judges given as they are, `--scorer-model`, `--judges FILE`, `judges.json` here, or `LLM_SCORER_MODEL`. */
async function chooseJudges(
  request: ScoreRequest,
  env: Env,
): Promise<{ entries: readonly RosterEntry[]; source: string }> {
  if (request.judges !== undefined) return { entries: request.judges, source: "the judges given" };
  const beside = join(request.cwd, "judges.json");
  const file =
    request.judgesFile !== undefined
      ? resolve(request.cwd, request.judgesFile)
      : (await exists(beside))
        ? beside
        : null;
  const roster = file === null ? [] : (await readRoster(file)).entries;
  if (request.scorerModels !== undefined) {
    const entries = request.scorerModels.map(
      (id) => roster.find((entry) => entry.id === id) ?? looseJudge(id, request),
    );
    return { entries, source: file ?? "--scorer-model" };
  }
  if (file !== null) return { entries: roster, source: file };
  const fromEnv = env["LLM_SCORER_MODEL"];
  if (fromEnv !== undefined) return { entries: [looseJudge(fromEnv, request)], source: "LLM_SCORER_MODEL" };
  throw new InvalidInputError("no judge to ask", {
    hint: "Write judges.json, or name judges with --judges FILE or --scorer-model provider/name.",
  });
}

function looseJudge(id: string, request: ScoreRequest): RosterEntry {
  const provider = id.split("/")[0]!;
  if (!id.includes("/") || !providerNames.includes(provider)) {
    throw new InvalidInputError(`"${id}" is no judge of the roster and no provider/name`, {
      hint: `Providers: ${providerNames.join(", ")}.`,
    });
  }
  return { id, provider, concurrency: request.concurrency ?? 1 };
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** A rerun is a round of its own; the newest recorded round is the one that counts. */
function roundOf(run: Run, request: ScoreRequest): number {
  const recorded = Number(run.details?.["scoring_round"] ?? 0);
  return request.rerun === true ? recorded + 1 : recorded;
}

/**
 * The functions of a TypeScript suite. They are code, so the suite itself is loaded again: from where the run found it,
 * or from --suite. A suite that has changed since the run is refused.
 */
async function functionScorers(
  scorers: readonly ScorerSpec[],
  request: ScoreRequest,
  run: Run,
  file: string,
): Promise<ReadonlyMap<string, ScoringFunction>> {
  if (!scorers.some((scorer) => scorer.use === "function")) return new Map();
  const source = request.suite ?? run.details?.["source"];
  if (typeof source !== "string" || source === "grid.jsonl") {
    throw new InvalidInputError("this run's scorers are functions, and it does not say where its suite is", {
      place: { file },
      hint: "Name it with --suite FILE.",
    });
  }
  const loaded = await loadSuite(source, { cwd: request.cwd });
  if (loaded.hash !== run.benchmark?.hash) {
    throw new InvalidInputError(`the suite ${source} is not the one this run asked: it was changed since`, {
      place: { file: loaded.file },
      hint: "Restore it, or name the right one with --suite FILE.",
    });
  }
  return loaded.functions.scorers;
}
