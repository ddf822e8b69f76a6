import type { Block, ReportDocument, Table } from "../../../../report/document.ts";
import type { Picture } from "../../../../report/pictures/picture.ts";
import { count, list, number, percent, plural } from "../../../../report/words.ts";
import type { RunFigures, RunsAudit } from "../audit-runs.ts";
import { agreementWords } from "./agreement-words.ts";
import { leakageBlocks, leakageWords } from "./leakage-blocks.ts";
import { corrected, left, limits, picture, right } from "./report-parts.ts";
import { evaluatorSection, queryWarnings, responseSections } from "./response-sections.ts";

export interface AuditDocumentOptions {
  readonly pictures: readonly Picture[];
  readonly footer: string;
  /** A benchmark's name for its key. */
  readonly label: (key: string) => string;
}

/** The whole audit as a report: what matters first, then every figure. */
export function auditDocument(audit: RunsAudit, options: AuditDocumentOptions): ReportDocument {
  const { runs, evaluations, figures, hypotheses, exploratory } = audit;
  const failed = runs.filter(({ status }) => status === "FAILURE");
  const flagged = runs.filter((run) => run.flagged);
  return {
    title: `Audit of ${plural(runs.length, "analysis", "analyses")}`,
    lead: [
      {
        kind: "list",
        items: [
          `${count(runs.length - failed.length)} of ${count(runs.length)} delivered what was asked for${failed.length === 0 ? "" : `; not ${list(failed.map(({ id, failure }) => `${id} (${failure!.mode})`))}`}.`,
          ...evaluations.map(
            ({ name, audit: responses }) => `${evaluations.length > 1 ? `${name}: ` : ""}${agreementWords(responses)}`,
          ),
          leakageWords(audit),
          `Mean error ${number(figures.all.meanMae, 2)} normalised points over ${count(figures.all.runs)} analyses; ${number(figures.withoutFlagged.meanMae, 2)} over the ${count(figures.withoutFlagged.runs)} that are not flagged.`,
        ],
      },
      ...warnings(audit),
    ],
    sections: [
      {
        id: "runs",
        heading: "What was delivered, and how good it is",
        blocks: [runTable(audit), ...picture(options, "error-by-run"), headlineTable(audit)],
      },
      {
        id: "leakage",
        heading: "Whether predictions know what they should not",
        blocks: leakageBlocks(audit, flagged.length),
      },
      ...evaluations.flatMap(({ name, audit: responses }, i) =>
        responseSections(
          responses,
          options.pictures,
          i === 0 ? "" : `-${i + 1}`,
          evaluations.length > 1 ? `, ${name}` : "",
        ),
      ),
      ...(audit.evaluators === null ? [] : [evaluatorSection(audit.evaluators)]),
      {
        id: "selections",
        heading: "Which benchmarks were selected",
        blocks: [
          {
            kind: "paragraph",
            text: `Mean Jaccard overlap of two selections ${number(audit.selections.mean, 4)}${limits(audit.selections.ci)} over ${plural(audit.selections.runs.length, "run")}; random selections of the same sizes would have ${number(audit.selections.expected, 4)}.${
              audit.selections.unknown.length === 0
                ? ""
                : ` Not among the table's benchmarks: ${list(audit.selections.unknown)}.`
            }`,
          },
          ...picture(options, "selection-frequency"),
        ],
      },
      {
        id: "hypotheses",
        heading: exploratory === null ? "What was expected beforehand" : "What was expected (exploratory)",
        blocks: [
          ...(exploratory === null ? [] : [{ kind: "warning", text: `Exploratory: ${exploratory}.` } as const]),
          {
            kind: "table",
            caption:
              "A hypothesis holds or fails where its whole 95 % interval does; failed analyses widen the interval of a share.",
            columns: [
              left("id"),
              left("hypothesis"),
              right("observed"),
              right("95 % interval"),
              left("verdict"),
              left("why"),
            ],
            rows: hypotheses.map(({ id, text, observed, low, high, verdict, reason }) => [
              id,
              text,
              typeof observed === "number" ? number(observed, 3) : (observed ?? "–"),
              low === null || high === null ? "–" : `[${number(low, 3)}, ${number(high, 3)}]`,
              verdict,
              reason ?? "",
            ]),
          },
        ],
      },
    ],
    footer: options.footer,
    simulated: false,
  };
}

function warnings({ evaluations, exploratory }: RunsAudit): Block[] {
  return [
    ...evaluations.flatMap(({ audit, dropped }) => [
      ...queryWarnings(audit),
      ...dropped.map(
        ({ query, lacking }): Block => ({
          kind: "warning",
          text: `Query ${query.id} was dropped: ${list(lacking)} ${lacking.length === 1 ? "does" : "do"} not say.`,
        }),
      ),
    ]),
    ...(exploratory === null
      ? []
      : [{ kind: "warning", text: `The hypotheses are exploratory: ${exploratory}.` } as const]),
  ];
}

function runTable({ runs }: RunsAudit): Table {
  return {
    kind: "table",
    caption:
      "Mean absolute error on the held-out cells in normalised points, unclipped, with its 95 % interval over models.",
    columns: [
      left("run"),
      left("status"),
      right("error"),
      right("95 % interval"),
      right("coverage"),
      right("out of range"),
      right("β"),
      left("leakage"),
      left("detail"),
    ],
    rows: runs.map(({ id, status, failure, metrics, leakage, predictions }) => [
      id,
      failure === null ? status : `${status} ${failure.mode}`,
      number(metrics.mae, 4),
      metrics.ci === null ? "–" : `[${number(metrics.ci.low, 1)}, ${number(metrics.ci.high, 1)}]`,
      percent(metrics.coverage),
      count(metrics.outOfRange),
      number(leakage.beta, 2),
      leakage.verdict,
      [
        failure?.detail,
        predictions === null || predictions.duplicated === 0
          ? undefined
          : plural(predictions.duplicated, "duplicated row"),
        predictions === null || predictions.foreign === 0
          ? undefined
          : `${plural(predictions.foreign, "row")} of other pairs`,
      ]
        .filter((part) => part !== undefined)
        .join("; "),
    ]),
  };
}

function headlineTable({ figures, evaluations }: RunsAudit): Table {
  const rows: string[][] = [
    ["analyses", count(figures.all.runs), count(figures.withoutFlagged.runs)],
    ["mean error", number(figures.all.meanMae, 2), number(figures.withoutFlagged.meanMae, 2)],
    ["median error", number(figures.all.medianMae, 2), number(figures.withoutFlagged.medianMae, 2)],
    ["share with an error below 10", boundedShare(figures.all), boundedShare(figures.withoutFlagged)],
    ["mean Jaccard overlap", number(figures.all.meanJaccard, 4), number(figures.withoutFlagged.meanJaccard, 4)],
    ...evaluations.flatMap(({ name, audit, withoutFlagged }) => {
      const of = evaluations.length > 1 ? `, ${name}` : "";
      const some = withoutFlagged ?? (figures.withoutFlagged.runs === figures.all.runs ? audit.headline : null);
      return [
        [`W, headline queries${of}`, number(audit.headline.w, 4), number(some?.w, 4)],
        [`W by chance${of}`, number(audit.headline.chance?.mean, 4), number(some?.chance?.mean, 4)],
        [`W beyond chance${of}`, corrected(audit.headline), some === null ? "–" : corrected(some)],
      ];
    }),
  ];
  return {
    kind: "table",
    caption: "Headline figures, with and without analyses that leak or are suspect.",
    columns: [left("figure"), right("all"), right("without flagged")],
    rows,
  };
}

/** A share, and what it could be with the analyses that failed. */
function boundedShare({ shareUnderTen, shareBounds }: RunFigures): string {
  if (shareBounds === null || shareBounds[0] === shareBounds[1]) return percent(shareUnderTen);
  return `${percent(shareUnderTen)} (${percent(shareBounds[0])} to ${percent(shareBounds[1])} with those that failed)`;
}
