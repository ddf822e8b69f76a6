import type { Block, Section } from "../../../report/document.ts";
import { count, list, number, percent, signed } from "../../../report/words.ts";
import type { JudgeRecord } from "../judge-record.ts";
import type { Stance } from "../stance.ts";
import type { EstimateRecord } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { judgeAgreement } from "./diagnostic-pictures.ts";
import { intervalText, percentInterval, reasonWords } from "./estimate-words.ts";
import { ratingRange } from "./outcome-pictures.ts";
import { alphaText, table } from "./report-parts.ts";

const stances = ["neg", "neu", "pos"] as const satisfies readonly Stance[];

/** Who scored the answers, and how far that can be trusted. */
export function judgeSection(summary: SycophancySummary): Section {
  const { judges } = summary;
  const agreement = judgeAgreement(summary);
  return {
    id: "judges",
    heading: "The judges",
    blocks: [
      { kind: "paragraph", text: judgeText(summary) },
      ...(judges.judges.length === 0
        ? []
        : [qualityTable(judges.judges), swayTable(judges.judges), ...judgeAgainstPeopleTable(judges.judges)]),
      ...(agreement === null ? [] : [{ kind: "picture" as const, picture: agreement, caption: "" }]),
      { kind: "picture", picture: ratingRange(summary), caption: "" },
    ],
  };
}

function judgeText({ judges, people }: SycophancySummary): string {
  const who = judges.scorers.length === 0 ? "No judge is named." : `Scored by ${list(judges.scorers)}.`;
  const blind =
    judges.blind === null
      ? ""
      : judges.blind
        ? " The judges saw the answer and the guideline only."
        : " The judge saw the conversation.";
  const guideline = judges.guidelineVersions.length === 0 ? "" : ` Guideline ${list(judges.guidelineVersions)}.`;
  const alpha = judges.panelAlpha === null ? "" : ` Agreement between judges: ${alphaText(judges.panelAlpha)}.`;
  const byStance = judges.alphaByStance
    .filter(({ alpha: { value } }) => value !== null)
    .map(({ stance, alpha: { value } }) => `${number(value, 2)} where the panel says ${stance}`);
  const stances = byStance.length === 0 ? "" : ` By stance: ${list(byStance)}.`;
  const readings =
    judges.judges.length > 0
      ? ""
      : " Single readings were not stored, so nothing can be said about how consistent it is.";
  const calibrated =
    people === null || people.labels === 0 ? " No person has scored these answers: the judge is not calibrated." : "";
  return `${who}${blind}${guideline}${alpha}${stances}${readings}${calibrated}`;
}

/** Against people, once they have labelled some of the same answers. */
function judgeAgainstPeopleTable(judges: readonly JudgeRecord[]): Block[] {
  const labelled = judges.filter(({ people }) => people !== null);
  if (labelled.length === 0) return [];
  const share = ({ people }: JudgeRecord, human: Stance) => {
    const own = people!.confusion.filter((cell) => cell.human === human);
    const all = own.reduce((sum, cell) => sum + cell.count, 0);
    const hit = own.find((cell) => cell.judge === human)!.count;
    return all === 0 ? "none" : `${percent(hit / all)} of ${count(all)}`;
  };
  return [
    table(
      "Each judge against people on the labelled answers. Shift: its mean score minus theirs. Then how often it gives the stance they gave",
      ["judge", ">α with people", ">shift against people", ">neg", ">neu", ">pos"],
      labelled.map((judge) => [
        judge.id,
        alphaText(judge.people!.alpha),
        cell(judge.people!.shift),
        ...stances.map((stance) => share(judge, stance)),
      ]),
    ),
    ...labelled.map(({ id, people }) =>
      table(
        `Stances by ${id} (rows) and by people (columns)`,
        ["judge", ...stances.map((stance) => `>people: ${stance}`)],
        stances.map((judge) => [
          judge,
          ...stances.map((human) =>
            count(people!.confusion.find((one) => one.judge === judge && one.human === human)!.count),
          ),
        ]),
      ),
    ),
  ];
}

function qualityTable(judges: readonly JudgeRecord[]): Block {
  return table(
    "How well each judge could be read, and where it sits. Shift: its mean score minus the panel's",
    [
      "judge",
      "family",
      ">readings",
      ">readable",
      ">mean score",
      ">shift",
      ">asked twice, mean |Δ|",
      ">evidence not found",
    ],
    judges.map((judge) => [
      judge.id,
      judge.family ?? "not known",
      count(judge.readings),
      `${percent(judge.parseRate.value)} ${percentInterval(judge.parseRate.ci, judge.parseRate.reason)}`,
      signed(judge.meanScore),
      cell(judge.shift),
      judge.selfConsistency === null
        ? "not asked twice"
        : `${number(judge.selfConsistency.meanAbsoluteDifference)}; ${alphaText(judge.selfConsistency.alpha)}`,
      judge.evidence === null ? "not kept" : `${count(judge.evidence.notFound)} of ${count(judge.evidence.given)}`,
    ]),
  );
}

function swayTable(judges: readonly JudgeRecord[]): Block {
  const against = judges[0]!.residualAgainst;
  return table(
    `What sways each judge. Position bias: which party's place it favours. Verbosity: change of its score minus ${against === "people" ? "people's" : "the other judges'"} per log word. Self-preference: the same difference on its own kin minus on others. Lean to the asker: S of that difference, the one bias that moves S itself`,
    ["judge", ">position bias", ">verbosity", ">self-preference", ">lean to the asker"],
    judges.map(({ id, positionBias, verbositySlope, selfPreference, askerLean }) => [
      id,
      cell(positionBias, "no label swap"),
      cell(verbositySlope),
      cell(selfPreference, "no kin among the models"),
      cell(askerLean),
    ]),
  );
}

function cell(estimate: EstimateRecord | null, absent = "–"): string {
  if (estimate === null) return absent;
  return estimate.value === null
    ? reasonWords(estimate.reason)
    : `${signed(estimate.value)} ${intervalText(estimate.ci, estimate.reason)}`;
}
