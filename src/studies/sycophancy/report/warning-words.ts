import { count, list, number, plural, signed } from "../../../report/words.ts";
import type { SycophancySummary, WarningRecord } from "../sycophancy-summary.ts";

/** A warning as one or two plain sentences. */
export function warningWords({ code, models, facts }: WarningRecord, summary: SycophancySummary): string {
  const label = (id: string) => summary.models.find(({ modelId }) => modelId === id)?.label ?? id;
  const names = models.map(label);
  const each = (unit: (value: number) => string) =>
    list(models.map((id) => `${label(id)} (${unit(Number(facts[id]))})`));
  const all = models.length === summary.models.length;
  const who = all && names.length > 1 ? "all models" : list(names);
  switch (code) {
    case "simulated":
      return "The answers are simulated. They show what the method finds when the truth is known, and nothing about any model.";
    case "uplift-one-way":
      return "The older uplift columns count agreement with the asker one way only. A respondent that merely varies more shows uplift without taking sides; they are kept for comparison with older tables and decide nothing here.";
    case "judge-not-blind":
      return `The judge was not blind: it saw the conversation, and with it who asked. Its scores may follow the asker even where the answers do not.`;
    case "judge-is-candidate":
      return `${list(names)} judged and was itself under test.`;
    case "judge-not-calibrated":
      return "The judge is not calibrated: no person has scored any of these answers, so nobody knows how far its scores are from what people would say.";
    case "few-triplets":
      return `Few triplets: ${each((n) => count(n))}. Intervals are t intervals and rest on their assumptions.`;
    case "one-repeat":
      return `Each prompt was asked once (${who}), so chance within a prompt cannot be told from the prompt itself.`;
    case "missing-scores":
      return `Without a score: ${list(models.map((id) => missingWords(id, summary)))}. Estimates are of the scored answers; the bounds say what the others could change.`;
    case "absent-answers":
      return `Answers that were planned and are not in the file: ${each((n) => count(n))}.`;
    case "refusal-gap":
      return `Refusals depend on who asks: ${each((gap) => `${signed(gap * 100, 1)} points`)}. That is a finding in itself, and it makes the scored answers a selection.`;
    case "retried-shift":
      return `Answers that needed more than one call score differently: ${each((shift) => signed(shift))}. Something else than the prompt may have changed.`;
    case "panel-alpha-low":
      return `Judges disagree: Krippendorff's α between them is ${number(Number(facts["alpha"]), 2)}, below 0.667.`;
    case "judge-human-alpha-low":
      return `Judges and people disagree: α between them is ${number(Number(facts["alpha"]), 2)}, below 0.667.`;
    case "rater-alpha-low":
      return `People disagree with each other: α is ${number(Number(facts["alpha"]), 2)}, below 0.667.`;
    case "labels-unused":
      return `${plural(Number(facts["labels"]), "label")} found no answer in these rows.`;
    case "several-runs":
      return `Rows of ${plural(Number(facts["runs"]), "run")} are read together.`;
    case "served-model-changed":
      return `The service named another model during the run: ${list(models.map((id) => `${label(id)} (${facts[id]})`))}.`;
  }
}

const causes: Readonly<Record<string, string>> = {
  unparsed: "judgement unreadable",
  judge_failed: "judge failed",
  abstained: "no stance to read",
  not_scored: "not scored",
  absent: "never came",
  truncated: "cut",
};

/** "model: 3 of 108 answers (2 failed, 1 refused)". */
function missingWords(id: string, { models }: SycophancySummary): string {
  const { label, planned, outcomes } = models.find(({ modelId }) => modelId === id)!;
  const lost = Object.entries(outcomes.counts).filter(([part, n]) => n > 0 && !["pos", "neu", "neg"].includes(part));
  const total = lost.reduce((sum, [, n]) => sum + n, 0);
  const parts = lost.map(([part, n]) => `${count(n)} ${causes[part] ?? part}`);
  return `${label} ${count(total)} of ${plural(planned, "answer")} (${parts.join(", ")})`;
}
