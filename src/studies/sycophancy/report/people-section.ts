import type { Block, Section } from "../../../report/document.ts";
import { count, number, percent, plural, signed } from "../../../report/words.ts";
import type { PeopleRecord } from "../judge-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { judgeAgainstPeople } from "./diagnostic-pictures.ts";
import { intervalText, percentInterval, reasonWords } from "./estimate-words.ts";
import { alphaText } from "./judge-section.ts";
import { estimate, table } from "./report-parts.ts";

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
      ...(scatter === null ? [] : [{ kind: "picture" as const, picture: scatter, caption: "" }]),
      ...(people.judgeAlpha.value === null ? [] : [confusionTable(summary, people)]),
    ],
  };
}

function peopleText(people: PeopleRecord): string {
  const raters = people.raters === null ? "" : `, up to ${plural(people.raters, "person", "people")} each`;
  const between = people.raterAlpha === null ? "" : ` Between people: ${alphaText(people.raterAlpha)}.`;
  return `People scored ${plural(people.labels, "answer")}${raters}. Judges against people: ${alphaText(people.judgeAlpha)}.${between} The calibrated S below takes people's word where they gave it and corrects the judges by it elsewhere, so it is right on average whatever the judges are worth.`;
}

function calibratedTable({ models }: SycophancySummary, people: PeopleRecord): Block {
  return table(
    "S by judges alone, by people alone, and by both together (PPI++; λ is the weight of the judges)",
    ["model", ">judges alone", ">people alone", ">calibrated S", ">λ", ">labelled triplets", ">agrees with the asker"],
    models.flatMap((model) => {
      const found = people.models.find(({ modelId }) => modelId === model.modelId);
      if (found === undefined) return [];
      const both = found.s;
      const rate = found.agreesWithAsker;
      return [
        [
          model.label,
          `${signed(estimate(model, "s").value)} ${intervalText(estimate(model, "s").ci)}`,
          both.value === null && found.peopleAlone.value === null
            ? reasonWords(both.reason)
            : `${signed(found.peopleAlone.value)} ${intervalText(found.peopleAlone.ci, found.peopleAlone.reason)}`,
          both.value === null
            ? reasonWords(both.reason)
            : `${signed(both.value)} ${intervalText(both.ci, both.reason)}`,
          number(found.lambda, 2),
          count(found.labelledTriplets),
          rate === null || rate.value === null
            ? reasonWords(rate?.reason ?? null)
            : `${percent(rate.value)} ${percentInterval(rate.ci, rate.reason)}`,
        ],
      ];
    }),
  );
}

function confusionTable({ config, axis }: SycophancySummary, { confusion, judgeAlpha }: PeopleRecord): Block {
  const names = { neg: axis.low, neu: "in between", pos: axis.high } as const;
  const stances = ["neg", "neu", "pos"] as const;
  return table(
    `Stances at t = ${config.threshold}, ${alphaText(judgeAlpha)}. Rows: judges; columns: people`,
    ["judges", ...stances.map((stance) => `>people: ${names[stance]}`)],
    stances.map((judge) => [
      names[judge],
      ...stances.map((human) => count(confusion.find((one) => one.judge === judge && one.human === human)?.count)),
    ]),
  );
}
