import type { Block, ReportDocument, Section, Table, TableColumn } from "../../../../report/document.ts";
import type { Picture } from "../../../../report/pictures/picture.ts";
import { count, list, number, percent, plural, pValue, signed } from "../../../../report/words.ts";
import type { AgreementFigures, ResponseAudit } from "../audit-responses.ts";
import type { RunFigures, RunsAudit } from "../audit-runs.ts";
import type { EvaluatorComparison } from "../compare-evaluators.ts";
import { agreementWords } from "./agreement-words.ts";

const left = (label: string): TableColumn => ({ label, align: "left" });
const right = (label: string): TableColumn => ({ label, align: "right" });

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

/** The report of a given response matrix: agreement, forks and clusters alone. */
export function responseDocument(
  audits: readonly { readonly name: string; readonly audit: ResponseAudit }[],
  evaluators: EvaluatorComparison | null,
  { pictures, footer }: Pick<AuditDocumentOptions, "pictures" | "footer">,
): ReportDocument {
  return {
    title: "Audit of given answers",
    lead: [
      {
        kind: "list",
        items: audits.map(({ name, audit }) => `${audits.length > 1 ? `${name}: ` : ""}${agreementWords(audit)}`),
      },
      ...audits.flatMap(({ audit }) => queryWarnings(audit)),
    ],
    sections: [
      ...audits.flatMap(({ name, audit }, i) =>
        responseSections(audit, pictures, i === 0 ? "" : `-${i + 1}`, audits.length > 1 ? `, ${name}` : ""),
      ),
      ...(evaluators === null ? [] : [evaluatorSection(evaluators)]),
    ],
    footer,
    simulated: false,
  };
}

function picture({ pictures }: Pick<AuditDocumentOptions, "pictures">, name: string): Block[] {
  const found = pictures.find((drawn) => drawn.name === name);
  return found === undefined ? [] : [{ kind: "picture", picture: found, caption: found.alt }];
}

function leakageWords({ runs }: RunsAudit): string {
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

function queryWarnings({ constant, checks, matrix, leftOut }: ResponseAudit): Block[] {
  const id = (q: number) => matrix.queries[q]!.id;
  const found: string[] = [];
  if (constant.length > 0) found.push(`Answered alike by every run, and left out: ${list(constant)}.`);
  for (const group of oneQuestion(checks.pairs)) {
    const kinds = new Set(checks.pairs.filter(({ query }) => group.includes(query)).map(({ kind }) => kind));
    found.push(
      `${list(group.map(id))} are ${kinds.size > 1 ? "equal or complementary" : [...kinds][0]} in at least 95 % of the runs: one question, counted once in the headline.`,
    );
  }
  if (checks.lopsided.length > 0) {
    found.push(
      `Under a fifth of the runs give the rarer answer: ${list(checks.lopsided.map(({ query }) => id(query)))}.`,
    );
  }
  const outcome = leftOut.filter(({ why }) => why === "reads the outcome");
  if (outcome.length > 0) {
    found.push(
      `Tautological, since they read the error that is to be explained, and left out of the headline: ${list(outcome.map((query) => query.id))}.`,
    );
  }
  return found.map((text) => ({ kind: "warning", text }));
}

/** Queries joined by pairs that ask one thing, each group in the order of the matrix. */
function oneQuestion(pairs: ResponseAudit["checks"]["pairs"]): number[][] {
  const groups: Set<number>[] = [];
  for (const { query, later } of pairs) {
    const touched = groups.filter((group) => group.has(query) || group.has(later));
    const merged = new Set([query, later, ...touched.flatMap((group) => [...group])]);
    groups.splice(0, groups.length, ...groups.filter((group) => !touched.includes(group)), merged);
  }
  return groups.map((group) => [...group].toSorted((a, b) => a - b));
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

function corrected({ corrected: estimate }: AgreementFigures): string {
  return estimate === null ? "–" : `${signed(estimate.value, 4)}${limits(estimate.ci)}`;
}

function limits(ci: { readonly low: number | null; readonly high: number | null } | null): string {
  return ci === null ? " (no interval)" : ` [${number(ci.low, 4)}, ${number(ci.high, 4)}]`;
}

function leakageBlocks({ runs, reference, cells }: RunsAudit, flagged: number): Block[] {
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

function responseSections(audit: ResponseAudit, pictures: readonly Picture[], suffix: string, of: string): Section[] {
  const { asGiven, headline, plain, forks, matrix, clusters } = audit;
  const row = (label: string, figures: AgreementFigures) => [
    label,
    count(figures.queries),
    number(figures.w, 6),
    number(figures.chance?.mean, 6),
    number(figures.chance?.sd, 6),
    number(figures.chance?.z, 2),
    pValue(figures.chance?.p),
    corrected(figures),
  ];
  return [
    {
      id: `agreement${suffix}`,
      heading: `Agreement${of}`,
      blocks: [
        {
          kind: "table",
          caption:
            "W is mean TVD-MI over pairs. Most of it is what unrelated runs with the same shares of yes would show.",
          columns: [
            left("queries"),
            right("n"),
            right("W"),
            right("by chance"),
            right("sd"),
            right("z"),
            right("p"),
            right("beyond chance"),
          ],
          rows: [row("headline", headline), row("all, as given", asGiven)],
        },
        {
          kind: "paragraph",
          text: `Krippendorff's α ${number(plain.alpha.value, 3)}${limits(plain.alpha.ci)}. Two runs give the same answer to ${percent(plain.agreement)} of the queries; by each run's own share of yes it would be ${percent(plain.chance)}.`,
        },
        ...picture({ pictures }, `null-distribution${suffix}`),
        ...picture({ pictures }, `tvdmi${suffix}`),
        { kind: "paragraph", text: clusterWords(clusters) },
      ],
    },
    {
      id: `forks${suffix}`,
      heading: `Where the runs part${of}`,
      blocks: [
        {
          kind: "table",
          caption:
            "ΔW = W − W without the query. p against dealing this query's answers out anew; q by Benjamini–Hochberg. d: Cohen's d of the error, yes less no.",
          columns: [
            left("query"),
            right("tier"),
            right("ΔW"),
            right("by chance"),
            right("p"),
            right("q"),
            right("d of error"),
            right("d of rank"),
            left("note"),
          ],
          rows: forks.map((fork) => {
            const { id, tier } = matrix.queries[fork.query]!;
            return [
              id,
              String(tier),
              signed(fork.delta, 6),
              `[${number(fork.chance.low, 4)}, ${number(fork.chance.high, 4)}]`,
              pValue(fork.p),
              pValue(fork.q),
              effect(fork.maeEffect),
              effect(fork.rankEffect),
              [
                fork.tautological ? "reads the outcome" : "",
                fork.repeats === null ? "" : `same question as ${fork.repeats}`,
              ]
                .filter((part) => part !== "")
                .join("; "),
            ];
          }),
        },
        ...picture({ pictures }, `forks${suffix}`),
      ],
    },
  ];
}

function effect(
  found: {
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly reason: string | null;
  } | null,
): string {
  if (found === null) return "–";
  return found.value === null
    ? (found.reason ?? "–")
    : `${signed(found.value, 2)} [${number(found.low, 2)}, ${number(found.high, 2)}]`;
}

function clusterWords(clusters: ResponseAudit["clusters"]): string {
  if (clusters === null) return "Too few runs or queries for clusters.";
  const words = `the best of 2 to 6 clusters, ${clusters.k} with mean silhouette ${number(clusters.silhouette, 2)}, is found again in draws of queries with a mean adjusted Rand index of ${number(clusters.stability, 2)}`;
  return clusters.stable ? `Stable clusters: ${words}.` : `No stable clusters: ${words}; 0.6 is asked for.`;
}

function evaluatorSection({ names, runs, correlation, topForks, shared }: EvaluatorComparison): Section {
  return {
    id: "evaluators",
    heading: "Two evaluators",
    blocks: [
      {
        kind: "paragraph",
        text: `Over ${plural(runs, "run")} the welfare by ${names[0]} and by ${names[1]} correlates at ${number(correlation.value, 3)}${limits(correlation.ci)}. Top forks: ${list(topForks[0])} against ${list(topForks[1])}; ${
          shared.length === 0
            ? "none is shared"
            : `shared: ${list(shared.map(([a, b]) => (a === b ? a : `${a} = ${b}`)))}`
        }.`,
      },
    ],
  };
}
