import { InvalidInputError } from "../errors/input-errors.ts";
import type { ComparisonRow } from "../schema/report/comparison.ts";
import { rngStream } from "../stats/chance/rng-stream.ts";
import { probabilityOfSuperiority, winRate } from "../stats/effects/probability-of-superiority.ts";
import { type Aligned, align, type Pair } from "./align.ts";
import type { ResolvedOptions } from "./compare-options.ts";
import { estimate } from "./estimate/estimate.ts";
import type { Finding } from "./estimate/finding.ts";
import { chooseEvidence, type EvidenceChoice } from "./evidence.ts";
import { lostCount, missingBounds, missingFault } from "./missing-units.ts";
import { type PairingGain, pairingGain, pairingSentence } from "./pairing.ts";
import { sharedAnswers } from "./read/shared-answers.ts";
import { type Facts, isDirection, type Measured, type Side } from "./side.ts";

/** A row before the family is corrected and a verdict given, and what the record has no column for. */
export interface DraftRow {
  readonly row: Omit<ComparisonRow, "pAdjusted" | "mde" | "verdict" | "needsMore" | "ciSimultaneous">;
  readonly finding: Finding | null;
  readonly aligned: Aligned;
  readonly incomparable: string | null;
  readonly effects: readonly { readonly name: string; readonly value: number }[];
}

/** One metric of one subject against the reference: aligned, evidence chosen, estimated. No correction, no verdict. */
export function compareMetric(metricId: string, subject: Side, reference: Side, options: ResolvedOptions): DraftRow {
  const [mine, theirs] = [subject.metrics.get(metricId)!, reference.metrics.get(metricId)!];
  const aligned = align(mine, theirs, options.pairBy === undefined ? {} : { pairBy: options.pairBy });
  refusePairing(options.pairBy, [mine, theirs], metricId);
  const paired = aligned.pairedBy !== "none";
  const evidence = chooseEvidence(aligned, mine, theirs, options.method);
  const shared = sharedAnswers(subject.answers, reference.answers);
  const incomparable =
    mismatch(mine.facts, theirs.facts, subject.label, reference.label) ??
    dependence(shared, aligned, evidence) ??
    (paired && aligned.pairs.length === 0
      ? `no ${aligned.unit} has a value on both sides; --pair-by none compares them as independent samples`
      : missingFault(aligned, options.missing));
  const stream = ["compare", metricId, subject.label, reference.label];
  const finding =
    incomparable !== null || evidence.used === null
      ? null
      : estimate(
          evidence.used,
          aligned,
          { subject: mine, reference: theirs },
          {
            level: options.level,
            alpha: options.alpha,
            resamples: options.resamples,
            rng: rngStream(options.seed, ...stream),
            ...(options.ci === undefined ? {} : { ci: options.ci }),
          },
        );
  const scale = scaleOf([...aligned.subject, ...aligned.reference, mine.summary?.value, theirs.summary?.value]);
  const gain = pairingGain(pairsOf(aligned));
  const effects = finding === null ? [] : effectsOf(evidence, aligned);
  const told = [mine.facts.direction, theirs.facts.direction].find(isDirection);
  const unit = mine.facts.unit ?? theirs.facts.unit;
  const delta = finding?.delta ?? null;
  const ci = finding?.intervalAt(options.level) ?? null;
  return {
    finding,
    aligned,
    incomparable,
    effects,
    row: {
      metricId,
      subject: subject.label,
      reference: reference.label,
      direction: options.direction ?? told ?? "higher",
      scale,
      ...(unit === null ? {} : { unit }),
      n: { ...countsOf(aligned, finding), ...(shared === 0 ? {} : { shared }) },
      value: { subject: finding?.subject ?? null, reference: finding?.reference ?? null },
      delta,
      deltaRelative: scale === "proportion" && delta !== null && finding!.reference ? delta / finding!.reference : null,
      effectSize: finding?.effectSize ?? null,
      ci,
      ciSecond: finding?.second ?? null,
      p: finding?.p ?? null,
      convention: finding?.convention ?? null,
      method: finding?.method ?? null,
      evidence: {
        available: [...evidence.available],
        used: finding === null ? null : evidence.used,
        reason: evidence.reason,
      },
      pairing: pairingOf(aligned, evidence, gain),
      bounds: missingBounds(aligned, options.range ?? (scale === "proportion" ? [0, 1] : null)),
      minEffect: options.minEffect === 0 ? null : options.minEffect,
      margin: options.margin ?? null,
      goal: options.goal,
      monteCarlo: finding?.monteCarlo ?? null,
      seed: ci?.seed ?? finding?.second?.seed ?? null,
      stream: ci?.stream ?? finding?.second?.stream ?? null,
      notes: [
        ...(finding?.notes ?? []),
        ...testsNote(finding),
        ...notesOf(aligned, evidence, gain, effects, options),
        ...(shared === 0
          ? []
          : [`Dependent: ${shared} answers are the same calls on both sides, by way of the answer cache.`]),
      ],
      reason: incomparable ?? (finding === null ? (evidence.reason ?? "nothing to compare") : reasonOf(finding, ci)),
    },
  };
}

/** Pairing that was asked for and cannot be had is no default to fall back from. */
function refusePairing(pairBy: ResolvedOptions["pairBy"], sides: readonly Measured[], metricId: string): void {
  if (pairBy === undefined || pairBy === "none") return;
  const key = pairBy === "item" ? ("itemId" as const) : ("seed" as const);
  if (sides.every(({ observations }) => observations.length > 0 && observations.every((row) => row[key] !== null)))
    return;
  throw new InvalidInputError(`--pair-by ${pairBy} cannot be done: ${metricId} has no ${pairBy}s on both sides`, {
    place: { path: "--pair-by" },
    hint: `Give both sides a column ${pairBy === "item" ? "item_id" : "seed"}${pairBy === "seed" ? " (in JSON: an array seeds)" : ""}, or leave --pair-by out.`,
  });
}

/** Every test that was made, where the deciding one is not the only one. */
function testsNote(finding: Finding | null): string[] {
  if (finding === null || finding.tests.length < 2) return [];
  const made = finding.tests.filter(({ statistic, p }) => statistic !== null || p !== null);
  if (made.length < 2) return [];
  const words = made.map(({ name, statistic, df, p }) => {
    const figures = [
      df === null || statistic === null ? null : `${name} ${sixDigits(statistic)}, df ${sixDigits(df)}`,
      p === null ? null : `p ${p.toPrecision(5)}${flipsOf(name, p, finding.units.n)}`,
    ];
    return `${df === null ? `${name} ` : ""}${figures.filter((part) => part !== null).join(", ")}`;
  });
  return [`Tests: ${words.join("; ")}.`];
}

function sixDigits(value: number): string {
  return String(Number(value.toPrecision(7)));
}

/** An exact sign-flip p of few pairs is a count of the 2ⁿ ways to flip. */
function flipsOf(name: string, p: number, n: number): string {
  return name === "sign-flip exact" && n <= 20 ? ` = ${Math.round(p * 2 ** n)}/${2 ** n}` : "";
}

/** Pairs that pairing was, or could have been, done by. */
function pairsOf({ bySeed, pairs }: Aligned): readonly Pair[] {
  return bySeed === null ? pairs : bySeed.pairs;
}

function reasonOf(finding: Finding, ci: ComparisonRow["ci"]): string | null {
  if (ci !== null && finding.se !== null) return null;
  return (
    finding.reason ?? (ci === null ? "the interval could not be computed" : "the standard error could not be computed")
  );
}

function mismatch(mine: Facts, theirs: Facts, subject: string, reference: string): string | null {
  const words = {
    benchmark: "benchmark",
    benchmarkVersion: "benchmark version",
    datasetHash: "data set",
    scorer: "scorer",
    scorerHash: "scoring",
    unit: "unit",
    direction: "direction",
  } as const satisfies Record<keyof Facts, string>;
  for (const [key, word] of Object.entries(words) as [keyof Facts, string][]) {
    const [a, b] = [mine[key], theirs[key]];
    if (a === null || b === null || a === b) continue;
    return `another ${word}: ${short(a)} (${subject}) and ${short(b)} (${reference})`;
  }
  return null;
}

/** Sides that share answers must be compared pair by pair: as independent samples their noise would count twice. */
function dependence(shared: number, { pairedBy }: Aligned, { used }: EvidenceChoice): string | null {
  if (shared === 0 || (pairedBy !== "none" && used !== "proportions")) return null;
  return `${shared} answers are the same calls on both sides, by way of the answer cache: not independent samples; pair them by item`;
}

function short(fact: string): string {
  return /^[0-9a-f]{40,}$/.test(fact) ? fact.slice(0, 12) : fact;
}

function scaleOf(values: readonly (number | null | undefined)[]): ComparisonRow["scale"] {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length > 0 && known.every((value) => value >= 0 && value <= 1) ? "proportion" : "interval";
}

function countsOf(
  { unit, pairs, pairedBy, subject, reference, lost, bySeed }: Aligned,
  finding: Finding | null,
): ComparisonRow["n"] {
  const paired = pairedBy !== "none";
  const items =
    unit === "item"
      ? paired
        ? pairs.length
        : subject.length
      : finding?.units.name === "trials"
        ? finding.units.n
        : null;
  const own =
    bySeed === null
      ? { subject: subject.length, reference: reference.length }
      : { subject: bySeed.subject.length, reference: bySeed.reference.length };
  const runs = bySeed !== null || (unit !== "item" && subject.length > 0);
  const differs = runs || !paired;
  return {
    items,
    clusters: unit === "item" && paired ? new Set(pairs.map(({ cluster }) => cluster)).size : null,
    seeds: runs ? (paired && bySeed === null ? pairs.length : own.subject) : null,
    reference: differs && reference.length > 0 ? (paired && bySeed === null ? pairs.length : own.reference) : null,
    lost: unit === "value" ? null : lostCount(lost, paired),
  };
}

function pairingOf(aligned: Aligned, { used }: EvidenceChoice, gain: PairingGain | null): ComparisonRow["pairing"] {
  if (aligned.unit === "value") return null;
  const by = used === null ? "none" : pairedOver(aligned, used);
  return { used: by, r: gain?.r ?? null, varianceReduction: gain?.varianceReduction ?? null };
}

function pairedOver({ bySeed, pairedBy }: Aligned, used: NonNullable<EvidenceChoice["used"]>): string {
  if (used === "clustered-items") return "cluster";
  if (bySeed !== null) return bySeed.paired ? "seed" : "none";
  return used === "runs" || used.startsWith("paired") ? pairedBy : "none";
}

function unitOfPairs({ unit, bySeed }: Aligned): string {
  return bySeed === null ? unit : "seed";
}

/** Both chances of beating the other side, whichever of them the design makes the effect size. */
function effectsOf({ used }: EvidenceChoice, aligned: Aligned): DraftRow["effects"] {
  if (used !== "runs" && used !== "crossed-items") return [];
  const { subject, reference } = aligned.bySeed ?? aligned;
  const pairs = pairsOf(aligned);
  const over = probabilityOfSuperiority(subject, reference);
  const same = winRate(
    pairs.map((pair) => pair.subject),
    pairs.map((pair) => pair.reference),
  );
  return [
    ...(over === null ? [] : [{ name: "probability of improvement", value: over }]),
    ...(same === null || aligned.unit === "value"
      ? []
      : [{ name: `same-${unitOfPairs(aligned)} win rate`, value: same }]),
  ];
}

function notesOf(
  aligned: Aligned,
  evidence: EvidenceChoice,
  gain: PairingGain | null,
  effects: DraftRow["effects"],
  options: ResolvedOptions,
): string[] {
  const { unit, pairedBy, lost, repeats, bySeed } = aligned;
  const notes: string[] = [];
  const by = bySeed === null ? unit : "seed";
  const used = evidence.used !== null && pairedOver(aligned, evidence.used) !== "none";
  if (gain !== null && unit !== "value" && evidence.used !== null) notes.push(pairingSentence(gain, by, used));
  const better = effects.map(({ name, value }) =>
    name.endsWith("win rate") ? `${name} ${winsOf(value, pairsOf(aligned).length)}` : `${name} ${value.toFixed(3)}`,
  );
  if (better.length > 0) notes.push(`${better.join(", ").replace(/^./, (letter) => letter.toUpperCase())}.`);
  if (repeats > 1 && bySeed === null) notes.push(`Up to ${repeats} repeats of one ${unit} were averaged first.`);
  const count = lostCount(lost, pairedBy !== "none");
  if (count > 0) {
    const bounded = options.missing === "bound" ? " (and bounded)" : "";
    notes.push(`Left out for want of a value on both sides${bounded}: ${count} of ${lost.all} ${unit}s.`);
  }
  return notes;
}

function winsOf(share: number, n: number): string {
  const wins = share * n;
  return `${Number.isInteger(Math.round(wins * 2) / 2) ? Math.round(wins) : (Math.round(wins * 2) / 2).toFixed(1)}/${n}`;
}
