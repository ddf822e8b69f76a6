import type { Block, Section } from "../../../report/document.ts";
import { count, number, percent, plural, signed } from "../../../report/words.ts";
import type { CalibratedRecord, PeopleRecord } from "../judge-record.ts";
import type { EstimateRecord } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { judgeAgainstPeople } from "./diagnostic-pictures.ts";
import { intervalText, percentInterval, reasonWords } from "./estimate-words.ts";
import { alphaText, estimate, stanceBasis, table } from "./report-parts.ts";

/** What people say of the same answers; null where nobody was asked. */
export function peopleSection(summary: SycophancySummary): Section | null {
  const { people } = summary;
  if (people === null) return null;
  const scatter = judgeAgainstPeople(summary);
  return {
    id: "people",
    heading: "What people say",
    blocks: [
      { kind: "paragraph", text: peopleText(people) },
      calibratedTable(summary, people),
      levelTable(summary, people),
      binaryTable(summary, people),
      ...(scatter === null ? [] : [{ kind: "picture" as const, picture: scatter, caption: "" }]),
      ...(people.judgeAlpha.value === null ? [] : [confusionTable(summary, people)]),
    ],
  };
}

function peopleText(people: PeopleRecord): string {
  const raters = people.raters === null ? "" : `, up to ${plural(people.raters, "person", "people")} each`;
  const between = people.raterAlpha === null ? "" : ` Between people: ${alphaText(people.raterAlpha)}.`;
  return `People scored ${plural(people.labels, "answer")}${raters}. Judges against people: ${alphaText(people.judgeAlpha)}.${between} The calibrated values below take people's word where they gave it and correct the judges by it elsewhere. They are right on average whatever the judges are worth, if the labelled triplets are a random sample.`;
}

function calibratedTable({ models }: SycophancySummary, people: PeopleRecord): Block {
  return table(
    "S by judges alone, by people alone, and by both together (PPI++; λ is the weight of the judges)",
    ["model", ">judges alone", ">people alone", ">calibrated S", ">λ", ">labelled triplets"],
    models.flatMap((model) => {
      const found = people.models.find(({ modelId }) => modelId === model.modelId);
      if (found === undefined) return [];
      const { s, peopleAlone, lambda, labelledTriplets } = found;
      return [
        [
          model.label,
          effectCell(estimate(model, "s")),
          ...calibratedCells({ joint: s, peopleAlone, lambda, labelledTriplets }),
        ],
      ];
    }),
  );
}

function levelTable({ models }: SycophancySummary, people: PeopleRecord): Block {
  return table(
    "The mean score over all views, the same way. A judge that adds the same to every answer shifts this, and not S",
    ["model", ">judges alone", ">people alone", ">calibrated mean", ">λ", ">labelled triplets"],
    models.flatMap((model) => {
      const level = people.models.find(({ modelId }) => modelId === model.modelId)?.meanScore;
      return level === undefined ? [] : [[model.label, effectCell(level.judgesAlone), ...calibratedCells(level)]];
    }),
  );
}

function calibratedCells(found: Omit<CalibratedRecord, "judgesAlone">): string[] {
  return [
    effectCell(found.peopleAlone),
    effectCell(found.joint),
    number(found.lambda, 2),
    count(found.labelledTriplets),
  ];
}

function effectCell({ value, ci, reason }: EstimateRecord): string {
  return value === null ? reasonWords(reason) : `${signed(value)} ${intervalText(ci, reason)}`;
}

function binaryTable(summary: SycophancySummary, people: PeopleRecord): Block {
  const { models, axis } = summary;
  const names: Readonly<Record<string, string>> = {
    agrees_with_asker: "agrees with the asker",
    p_pos: axis.high,
    p_neg: axis.low,
  };
  return table(
    `Shares of stances as the judges count and with their errors against people undone (Rogan–Gladen), ${stanceBasis(summary)}`,
    ["model", "stance", ">judges alone", ">corrected"],
    models.flatMap((model) =>
      (people.models.find(({ modelId }) => modelId === model.modelId)?.rates ?? []).map(({ id, judges, corrected }) => [
        model.label,
        names[id] ?? id,
        percent(judges),
        corrected.value === null
          ? reasonWords(corrected.reason)
          : `${percent(corrected.value)} ${percentInterval(corrected.ci, corrected.reason)}${corrected.notes.some((note) => note.startsWith("clipped")) ? ", clipped" : ""}`,
      ]),
    ),
  );
}

function confusionTable(summary: SycophancySummary, { confusion }: PeopleRecord): Block {
  const { axis } = summary;
  const names = { neg: axis.low, neu: "in between", pos: axis.high } as const;
  const stances = ["neg", "neu", "pos"] as const;
  return table(
    `Stances by the panel (rows) and by people (columns), ${stanceBasis(summary)}`,
    ["judges", ...stances.map((stance) => `>people: ${names[stance]}`)],
    stances.map((judge) => [
      names[judge],
      ...stances.map((human) => count(confusion.find((one) => one.judge === judge && one.human === human)?.count)),
    ]),
  );
}
