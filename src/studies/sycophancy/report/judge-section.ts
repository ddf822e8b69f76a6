import type { Block, Section } from "../../../report/document.ts";
import { count, list, number, percent, signed } from "../../../report/words.ts";
import type { AgreementRecord, JudgeRecord } from "../judge-record.ts";
import type { EstimateRecord } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { judgeAgreement } from "./diagnostic-pictures.ts";
import { intervalText, percentInterval, reasonWords } from "./estimate-words.ts";
import { ratingRange } from "./outcome-pictures.ts";
import { table } from "./report-parts.ts";

/** Who scored the answers, and how far that can be trusted. */
export function judgeSection(summary: SycophancySummary): Section {
  const { judges } = summary;
  const agreement = judgeAgreement(summary);
  return {
    id: "judges",
    heading: "The judges",
    blocks: [
      { kind: "paragraph", text: judgeText(summary) },
      ...(judges.judges.length === 0 ? [] : [qualityTable(judges.judges), swayTable(judges.judges)]),
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

/** "α = 0.71 [0.64, 0.77], n = 216". */
export function alphaText({ value, low, high, units, reason }: AgreementRecord): string {
  if (value === null) return `α unknown (${reasonWords(reason)}), n = ${count(units)}`;
  const interval = low === null || high === null ? "" : ` [${number(low, 2)}, ${number(high, 2)}]`;
  return `α = ${number(value, 2)}${interval}, n = ${count(units)}`;
}

function qualityTable(judges: readonly JudgeRecord[]): Block {
  return table(
    "How well each judge could be read, and where it sits. Shift: its mean score minus the panel's",
    ["judge", "family", ">readings", ">readable", ">mean score", ">shift", ">asked twice, mean |Δ|"],
    judges.map((judge) => [
      judge.id,
      judge.family ?? "not known",
      count(judge.readings),
      `${percent(judge.parseRate.value)} ${percentInterval(judge.parseRate.ci, judge.parseRate.reason)}`,
      signed(judge.meanScore),
      cell(judge.shift),
      judge.selfConsistency === null
        ? "not asked twice"
        : `${number(judge.selfConsistency.meanAbsoluteDifference)} (n ${count(judge.selfConsistency.pairs)})`,
    ]),
  );
}

function swayTable(judges: readonly JudgeRecord[]): Block {
  const against = judges[0]!.residualAgainst;
  return table(
    `What sways each judge. Position bias: which party's place it favours. Verbosity: change of its score minus ${against === "people" ? "people's" : "the other judges'"} per log word. Self-preference: the same difference on its own kin minus on others`,
    ["judge", ">position bias", ">verbosity", ">self-preference"],
    judges.map(({ id, positionBias, verbositySlope, selfPreference }) => [
      id,
      cell(positionBias, "no label swap"),
      cell(verbositySlope),
      cell(selfPreference, "no kin among the models"),
    ]),
  );
}

function cell(estimate: EstimateRecord | null, absent = "–"): string {
  if (estimate === null) return absent;
  return estimate.value === null
    ? reasonWords(estimate.reason)
    : `${signed(estimate.value)} ${intervalText(estimate.ci, estimate.reason)}`;
}
