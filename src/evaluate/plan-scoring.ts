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
import { choosePanel, type Kin, panelWeaknesses } from "../score/judge/choose-panel.ts";
import { readJudgePanelOptions } from "../score/judge/judge-options.ts";
import { masterNumberConcurrency } from "../score/judge/master-number.ts";
import { isRule, ruleScorer } from "../score/rules/rules.ts";
import type { Scorer } from "../score/scorer.ts";
import type { ScoringParts } from "./derive-scores.ts";
import { masterNumberQuestions, panelQuestions } from "./panel-questions.ts";
import type { Judging } from "./panel-reading.ts";
import type { PlannedSubject } from "./plan-run.ts";
import type { Questions } from "./questions.ts";
import type { ScoreRequest } from "./score-request.ts";
import { recordedScoring, type ScoringSpec } from "./scoring-spec.ts";

export interface PlannedScoring {
  readonly source: string;
  readonly judges: readonly RosterEntry[];
  /** Forms in which each judge is asked. */
  readonly forms: number;
  readonly truncated: "score" | "exclude";
  readonly notes: readonly string[];
  /** The scorers, once the judges' endpoints are known. */
  parts(judges: readonly PlannedSubject[]): ScoringParts;
}

/** Which scorers read a run's answers, and who judges. Everything that can be refused is refused here. */
export async function planScoring(
  request: ScoreRequest,
  run: Run,
  file: string,
  env: Env,
  candidates: readonly Kin[],
): Promise<PlannedScoring> {
  const spec = recordedScoring(run, file);
  const chosen = chooseScorers(spec, request);
  const functions = await functionScorers(chosen, request, run, file);
  const rules = chosen.flatMap((scorer) => {
    if (isRule(scorer.use)) return [{ id: scorer.id, scorer: ruleScorer({ ...scorer, use: scorer.use }) }];
    const own = functions.get(scorer.id);
    return own === undefined ? [] : [{ id: scorer.id, scorer: own as Scorer }];
  });
  const judged = chosen.find((scorer) => scorer.use === "judge-panel" || scorer.use === "master-number");
  const base = { truncated: spec.truncated, first: chosen[0]?.id ?? null, rules };
  if (judged === undefined) {
    return {
      source: file,
      judges: [],
      forms: 0,
      truncated: spec.truncated,
      notes: [],
      parts: () => ({ ...base, judging: null }),
    };
  }
  if (spec.axis === null)
    throw new InvalidInputError("a judge needs an axis, and this run's suite has none", { place: { file } });
  const { entries, source } = await chooseJudges(request, env);
  const master = judged.use === "master-number";
  const question = master ? masterQuestions(spec, request) : panelOf(spec, judged, request);
  const rulesOfPanel = {
    minJudges: request.minJudges ?? question.minJudges,
    allowSelfJudge: request.allowSelfJudge === true,
    allowOwnFamily: master || request.allowSelfJudge === true,
    allowUnknownFamily: request.allowUnknownFamily === true || master,
  };
  const kin = entries.map((entry) => ({ id: entry.id, family: entry.family ?? null }));
  const panels = new Map(candidates.map((candidate) => [candidate.id, choosePanel(kin, candidate, rulesOfPanel)]));
  const notes = master
    ? ["the judge sees who asks: it is not blind"]
    : panelWeaknesses(kin).map((weakness) => weaknessWords[weakness]);
  for (const [candidate, { left }] of panels)
    for (const { id, reason } of left)
      notes.push(`${id} does not judge ${candidate}: ${reason === "itself" ? "it is the candidate" : "same family"}`);
  return {
    source,
    judges: master
      ? entries.map((entry) => ({ ...entry, concurrency: Math.min(entry.concurrency, masterNumberConcurrency) }))
      : entries,
    forms: question.questions.forms.length,
    truncated: spec.truncated,
    notes,
    parts(judges) {
      const byId = new Map(judges.map((judge) => [judge.model.id, judge]));
      const byCandidate = new Map([...panels].map(([id, panel]) => [id, panel.judges.map((one) => byId.get(one.id)!)]));
      const judging: Judging = {
        id: judged.id,
        questions: question.questions,
        guidelineVersion: question.guidelineVersion,
        judgesOf: (modelId) => byCandidate.get(modelId) ?? judges,
        round: roundOf(run, request),
      };
      return { ...base, judging };
    },
  };
}

const weaknessWords = {
  "fewer-than-three": "the panel has fewer than three judges",
  "families-repeat": "two judges of the panel are of one family",
} as const;

function chooseScorers(spec: ScoringSpec, request: ScoreRequest): readonly ScorerSpec[] {
  const judgesGiven =
    request.judges !== undefined || request.judgesFile !== undefined || request.scorerModels !== undefined;
  const scorers: readonly ScorerSpec[] =
    spec.scorers.length > 0 || !judgesGiven ? spec.scorers : [{ id: "stance", use: "master-number", with: {} }];
  if (scorers.length === 0) {
    throw new InvalidInputError("the suite names no scorer", {
      hint: "Add scorers to the suite, or name a judge with --scorer-model provider/name.",
    });
  }
  const known = ["judge-panel", "master-number", "function"];
  const unsupported = scorers.filter((scorer) => !isRule(scorer.use) && !known.includes(scorer.use));
  if (unsupported.length > 0) {
    throw new InvalidInputError(
      `scorer ${unsupported.map((scorer) => `"${scorer.use}"`).join(", ")} cannot be run from the command line yet`,
      {
        hint: "Leave it out with --only, or use a rule or judge-panel.",
      },
    );
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

interface PlannedQuestions {
  readonly questions: Questions;
  readonly guidelineVersion: string | null;
  readonly minJudges: number;
}

function panelOf(spec: ScoringSpec, scorer: ScorerSpec, request: ScoreRequest): PlannedQuestions {
  const { options, guideline } = readJudgePanelOptions(scorer, new Map(Object.entries(spec.texts)));
  const questions = panelQuestions({
    axis: spec.axis!,
    guideline,
    swap: options.swap,
    reasks: options.reasks,
    seed: request.seed ?? 1,
  });
  return { questions, guidelineVersion: guideline.version, minJudges: options.minJudges };
}

function masterQuestions(spec: ScoringSpec, request: ScoreRequest): PlannedQuestions {
  return {
    questions: masterNumberQuestions({ axis: spec.axis!, reasks: 2, seed: request.seed ?? 1 }),
    guidelineVersion: null,
    minJudges: 1,
  };
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
