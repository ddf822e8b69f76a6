import { InvalidInputError } from "../errors/input-errors.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { ScorerKind, ScorerSpec } from "../schema/run/suite.ts";
import { readJudgePanelOptions, readPairwiseOptions, readRubricOptions } from "../score/judge/judge-options.ts";
import { rngStream } from "../stats/chance/rng-stream.ts";
import { masterNumberQuestions, panelQuestions } from "./panel-questions.ts";
import type { Judging } from "./panel-reading.ts";
import { expectedText, pairwiseQuestions, rubricQuestions } from "./score-questions.ts";
import { answerKey, answersOfModel, neutralTexts } from "./score-texts.ts";
import type { ScoringSpec } from "./scoring-spec.ts";

const judgedKinds = ["judge-panel", "master-number", "judge-rubric", "pairwise"] as const satisfies ScorerKind[];
type JudgedKind = (typeof judgedKinds)[number];

/** True for scorers that ask judges. */
export function isJudged(use: string): use is JudgedKind {
  return (judgedKinds as readonly string[]).includes(use);
}

/** One scorer that asks judges, but for who they are. */
export interface JudgedScorer extends Omit<Judging, "judgesOf" | "round"> {
  readonly use: JudgedKind;
  readonly minJudges: number;
}

export interface JudgedOptions {
  readonly seed: number;
  /** Overrides what the suite says; undefined: the suite's. */
  readonly repeatShare: number | undefined;
  /** The run's answers, for scorers that hold one against another. */
  readonly answersFile: string;
}

/** The questions of a scorer that asks judges, from its options in the suite. */
export async function judgedScorer(
  spec: ScoringSpec,
  scorer: ScorerSpec & { use: JudgedKind },
  { seed, repeatShare, answersFile }: JudgedOptions,
): Promise<JudgedScorer> {
  const texts = new Map(Object.entries(spec.texts));
  const share = (own: number) => askedTwice(repeatShare ?? own, seed, scorer.id);
  const base = { id: scorer.id, use: scorer.use };
  switch (scorer.use) {
    case "judge-panel": {
      const { options, guideline } = readJudgePanelOptions(scorer, texts);
      const neutral = options.sees === "answer+neutral" ? await neutralTexts(answersFile) : null;
      const questions = panelQuestions({
        ...{ axis: axisOf(spec), guideline, swap: options.swap, reasks: options.reasks, seed },
        neutralOf: (row) => neutral?.get(row.tripletId ?? "") ?? null,
      });
      const askings = share(options.repeatShare);
      return { ...base, questions, guidelineVersion: guideline.version, minJudges: options.minJudges, askings };
    }
    case "master-number": {
      const questions = masterNumberQuestions({ axis: axisOf(spec), reasks: 2, seed });
      const skips = ({ messages }: AnswerRow) => ((messages?.length ?? 0) === 0 ? "missing-messages" : null);
      return { ...base, questions, guidelineVersion: null, minJudges: 1, askings: share(0), skips };
    }
    case "judge-rubric": {
      const { options, guideline } = readRubricOptions(scorer, texts);
      const { scale, sees, reasks, minJudges } = options;
      const questions = rubricQuestions({ name: scorer.id, guideline, scale, sees, reasks, seed });
      return {
        ...base,
        questions,
        guidelineVersion: guideline.version,
        minJudges,
        askings: share(options.repeatShare),
      };
    }
    case "pairwise": {
      const { options, guideline } = readPairwiseOptions(scorer, texts);
      const { against, sees, swap, reasks, minJudges } = options;
      const others = against === "expected" ? null : await answersOfModel(answersFile, against.model);
      if (others?.size === 0 && against !== "expected") {
        throw new InvalidInputError(`there is no answer of ${against.model} to hold others against`, {
          place: { file: answersFile, path: `scorers.${scorer.id}.with.against` },
          hint: "Name a model of this run, as its roster does.",
        });
      }
      const otherOf = (row: AnswerRow) => (others === null ? expectedText(row) : (others.get(answerKey(row)) ?? null));
      const questions = pairwiseQuestions({ name: scorer.id, guideline, sees, swap, reasks, seed, otherOf });
      return {
        ...base,
        ...{ questions, guidelineVersion: guideline.version, minJudges, askings: share(options.repeatShare) },
        rescale: (preference) => (preference + 1) / 2,
        skips: (row) =>
          against !== "expected" && row.modelId === against.model
            ? "it is what others are held against"
            : otherOf(row) === null
              ? "there is no other answer to hold it against"
              : null,
      };
    }
  }
}

/** The same answers every time: whoever scores again asks no others twice. */
function askedTwice(share: number, seed: number, scorer: string): (row: AnswerRow) => number {
  return (row) => {
    if (share <= 0) return 1;
    return rngStream(seed, "asked-twice", scorer, row.cell, String(row.repeat)).float() < share ? 2 : 1;
  };
}

function axisOf({ axis }: ScoringSpec): NonNullable<ScoringSpec["axis"]> {
  if (axis !== null) return axis;
  throw new InvalidInputError("a judge of stances needs an axis, and this run's suite has none", {
    hint: "Cases are judged with judge-rubric or pairwise.",
  });
}
