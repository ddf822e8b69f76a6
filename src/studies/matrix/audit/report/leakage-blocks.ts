import type { Block } from "../../../../report/document.ts";
import { count, list, number } from "../../../../report/words.ts";
import type { RunsAudit } from "../audit-runs.ts";
import { left, right } from "./report-parts.ts";

export function leakageWords({ runs }: RunsAudit): string {
  const of = (verdict: string) => runs.filter(({ leakage }) => leakage.verdict === verdict).map(({ id }) => id);
  const [leaks, suspects, clear, untested] = ["leak", "suspect", "not shown to leak", "not tested"].map(of) as [
    string[],
    string[],
    string[],
    string[],
  ];
  const parts = [
    ...(leaks.length === 0 ? [] : [`${list(leaks)} ${leaks.length === 1 ? "leaks" : "leak"}`]),
    ...(suspects.length === 0 ? [] : [`${list(suspects)} ${suspects.length === 1 ? "is" : "are"} suspect`]),
    `${count(clear.length)} ${clear.length === 1 ? "is" : "are"} not shown to leak, which does not show that they did not`,
    ...(untested.length === 0 ? [] : [`${count(untested.length)} could not be tested`]),
  ];
  return `Leakage: ${parts.join("; ")}.`;
}

export function leakageBlocks({ runs, reference, cells }: RunsAudit, flagged: number): Block[] {
  const slopes = reference.builtIn.map(({ id, beta }) => `${id} ${number(beta, 2)}`);
  return [
    {
      kind: "paragraph",
      text: `β says how far, on the ${count(cells)} held-out cells, predictions move towards the truth where an honest reference misses: 0 for the reference, 1 for the truth. Good honest predictors are above 0 too${slopes.length === 0 ? "" : `; ours, run under the same mask, have ${list(slopes)}`}.`,
    },
    {
      kind: "table",
      caption:
        "Matches: found, and expected by the reference's own doubt. Own/held-out: reported error over the error on the held-out cells.",
      columns: [
        left("run"),
        left("verdict"),
        right("β"),
        right("95 % interval"),
        right("exact"),
        right("within 0.25"),
        right("own/held-out"),
      ],
      rows: runs.map(({ id, leakage: { verdict, beta, ci, exact, near, ownOverCanonical } }) => [
        id,
        verdict,
        number(beta, 3),
        ci === null ? "–" : `[${number(ci.low, 2)}, ${number(ci.high, 2)}]`,
        `${count(exact.found)} (${number(exact.expected, 1)})`,
        `${count(near.found)} (${number(near.expected, 1)})`,
        number(ownOverCanonical, 2),
      ]),
    },
    ...(flagged === 0
      ? []
      : [
          {
            kind: "list",
            items: runs
              .filter((run) => run.flagged)
              .map(({ id, leakage }) => [
                { strong: `${id}: ${leakage.verdict}.` },
                ["", ...leakage.because, ...leakage.corroborations.map((text) => `Fits: ${text}`)].join(" "),
              ]),
          } as const,
        ]),
  ];
}
