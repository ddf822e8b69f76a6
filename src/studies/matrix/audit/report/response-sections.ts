import type { Block, ReportDocument, Section } from "../../../../report/document.ts";
import type { Picture } from "../../../../report/pictures/picture.ts";
import { count, list, number, percent, plural, pValue, signed } from "../../../../report/words.ts";
import type { AgreementFigures, ResponseAudit } from "../audit-responses.ts";
import type { EvaluatorComparison } from "../compare-evaluators.ts";
import { agreementWords } from "./agreement-words.ts";
import { corrected, left, limits, picture, right } from "./report-parts.ts";

/** The report of a given response matrix: agreement, forks and clusters alone. */
export function responseDocument(
  audits: readonly { readonly name: string; readonly audit: ResponseAudit }[],
  evaluators: EvaluatorComparison | null,
  { pictures, footer }: { readonly pictures: readonly Picture[]; readonly footer: string },
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

export function queryWarnings({ constant, checks, matrix, leftOut }: ResponseAudit): Block[] {
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

export function responseSections(
  audit: ResponseAudit,
  pictures: readonly Picture[],
  suffix: string,
  of: string,
): Section[] {
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

export function evaluatorSection({ names, runs, correlation, topForks, shared }: EvaluatorComparison): Section {
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
