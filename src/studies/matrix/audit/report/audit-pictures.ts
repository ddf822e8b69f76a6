import { type DotRow, dotRows } from "../../../../report/pictures/dot-rows.ts";
import { histogram } from "../../../../report/pictures/histogram.ts";
import type { Picture } from "../../../../report/pictures/picture.ts";
import { squareMap } from "../../../../report/pictures/square-map.ts";
import { number, plural, pValue } from "../../../../report/words.ts";
import type { ResponseAudit } from "../audit-responses.ts";
import type { AuditedRun, RunsAudit } from "../audit-runs.ts";
import type { Selections } from "../selections.ts";

/** The pictures of a whole audit. */
export function auditPictures(audit: RunsAudit, label: (key: string) => string): Picture[] {
  return [
    errorPicture(audit),
    ...audit.evaluations.flatMap(({ name, audit: responses }, i) =>
      responsePictures(responses, i === 0 ? "" : `-${i + 1}`, audit.evaluations.length > 1 ? `, ${name}` : ""),
    ),
    ...(audit.selections.runs.length === 0 ? [] : [selectionPicture(audit.selections, label)]),
  ];
}

/** Those that follow from the answers alone. `suffix` keeps file names apart, `of` is added to the titles. */
export function responsePictures(audit: ResponseAudit, suffix = "", of = ""): Picture[] {
  return [
    ...(audit.asGiven.chance === null ? [] : [nullPicture(audit, suffix, of)]),
    ...(audit.forks.length === 0 ? [] : [forkPicture(audit, suffix, of)]),
    agreementPicture(audit, suffix, of),
  ];
}

const verdicts = ["not shown to leak", "suspect", "leak", "not tested"];

function errorPicture({ runs, reference }: RunsAudit): Picture {
  const rows = runs
    .toSorted((a, b) => (a.metrics.mae ?? Infinity) - (b.metrics.mae ?? Infinity))
    .map((run): DotRow => {
      const { mae, ci } = run.metrics;
      return {
        label: run.status === "SUCCESS" ? run.id : `${run.id} (failed)`,
        value: mae,
        interval: ci === null || ci.low === null || ci.high === null ? null : [ci.low, ci.high],
        group: run.leakage.verdict,
        note: mae === null ? (run.failure?.mode ?? "no predictions") : errorNote(run),
      };
    });
  const flagged = runs.filter((run) => run.flagged).map((run) => `${run.id} (${run.leakage.verdict})`);
  return dotRows({
    name: "error-by-run",
    title: "Error on the held-out cells",
    subtitle:
      "Mean absolute error in normalised points; β is how far predictions move towards the truth where an honest one misses.",
    alt: `Error of ${plural(runs.length, "run")}. Flagged: ${flagged.length === 0 ? "none" : flagged.join(", ")}.`,
    axisLabel: "mean absolute error",
    rows,
    groups: verdicts,
    marks:
      reference.floorMae === null
        ? []
        : [{ at: reference.floorMae, label: "what an honest reference reaches once in a thousand" }],
    fromZero: true,
    names: { interval: "95 % interval over models" },
    simulated: false,
  });
}

function errorNote({ metrics, leakage }: AuditedRun): string {
  return `${number(metrics.mae, 1)}${leakage.beta === null ? "" : `  β ${number(leakage.beta, 2)}`}`;
}

function nullPicture({ nullValues, asGiven }: ResponseAudit, suffix: string, of: string): Picture {
  const { chance, w } = asGiven;
  const words = `W ${number(w, 4)}; by chance ${number(chance!.mean, 4)}, p ${pValue(chance!.p)}`;
  return histogram({
    name: `null-distribution${suffix}`,
    title: `Agreement, and what chance makes of it${of}`,
    subtitle:
      "W after dealing each query's answers out to the runs anew. Only what lies right of their mean is agreement beyond chance.",
    alt: `${words}.`,
    axisLabel: "W, mean TVD-MI over pairs of runs",
    values: nullValues,
    marks: [
      { at: w!, label: `observed, ${number(w, 4)}`, colour: "orange", dash: "" },
      { at: chance!.mean, label: `mean by chance, ${number(chance!.mean, 4)}`, colour: "ink", dash: "5 3" },
    ],
    names: { bars: "shuffles" },
    simulated: false,
  });
}

function forkPicture({ forks, matrix }: ResponseAudit, suffix: string, of: string): Picture {
  const plain = "counts in the headline";
  const outcome = "reads the outcome";
  const repeats = "repeats an earlier query";
  return dotRows({
    name: `forks${suffix}`,
    title: `What each query adds to agreement${of}`,
    subtitle:
      "ΔW = W − W without the query. Inside its band it adds what any query with as many yes answers adds by chance.",
    alt: `Forks by size: ${forks
      .slice(0, 3)
      .map(({ query, delta }) => `${matrix.queries[query]!.id} ${number(delta, 4)}`)
      .join(", ")}.`,
    axisLabel: "ΔW",
    rows: forks.map(({ query, delta, chance, q, tautological, repeats: earlier }) => ({
      label: matrix.queries[query]!.id,
      value: delta,
      band: [chance.low, chance.high],
      group: tautological ? outcome : earlier === null ? plain : repeats,
      note: `q ${pValue(q)}`,
    })),
    groups: [plain, outcome, repeats],
    fromZero: true,
    names: { band: "95 % band by chance" },
    simulated: false,
  });
}

function agreementPicture({ agreement, matrix, clusters }: ResponseAudit, suffix: string, of: string): Picture {
  const order = [...matrix.runs.keys()].toSorted(
    (a, b) => (clusters?.labels[a] ?? 0) - (clusters?.labels[b] ?? 0) || a - b,
  );
  const found =
    clusters === null
      ? "Too few runs for clusters."
      : clusters.stable
        ? `${clusters.k} clusters, found again in draws of queries (mean adjusted Rand ${number(clusters.stability, 2)}).`
        : `No stable clusters: the ${clusters.k} drawn are found again too rarely (mean adjusted Rand ${number(clusters.stability, 2)}).`;
  return squareMap({
    name: `tvdmi${suffix}`,
    title: `What pairs of runs tell about each other${of}`,
    subtitle: `TVD-MI, in cluster order. ${found}`,
    alt: `TVD-MI between ${plural(matrix.runs.length, "run")}. ${found}`,
    labels: order.map((run) => matrix.runs[run]!),
    values: order.map((i) => order.map((j) => agreement.information[i]![j]!)),
    limit: 0.5,
    groups: order.map((run) => clusters?.labels[run] ?? 0),
    names: { low: "0, unrelated", high: "½, one decides the other" },
    simulated: false,
  });
}

const mostBenchmarks = 40;

function selectionPicture({ runs, frequency, mean, expected }: Selections, label: (key: string) => string): Picture {
  const shown = frequency.slice(0, mostBenchmarks);
  const rest = frequency.length - shown.length;
  return dotRows({
    name: "selection-frequency",
    title: "Which benchmarks the runs selected",
    subtitle:
      `Mean Jaccard overlap of two selections ${number(mean, 3)}; of random ones of the same sizes ${number(expected, 3)}.` +
      (rest === 0 ? "" : ` ${plural(rest, "benchmark")} with fewer not drawn.`),
    alt: `Most selected: ${shown
      .slice(0, 3)
      .map(({ key, runs: many }) => `${label(key)} by ${many}`)
      .join(", ")}.`,
    axisLabel: `runs, of ${runs.length}`,
    rows: shown.map(({ key, runs: many }) => ({
      label: label(key),
      value: many,
      interval: [0, many],
      group: "runs that selected it",
      note: `${many}`,
    })),
    groups: ["runs that selected it"],
    fromZero: true,
    names: {},
    simulated: false,
  });
}
