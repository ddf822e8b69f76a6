import { InvalidInputError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import type { Aligned } from "./align.ts";
import type { Measured, Summary } from "./side.ts";

/** Kinds of evidence, best first. The first whose needs both sides meet decides. */
export const evidenceKinds = [
  "crossed-items",
  "clustered-items",
  "paired-binary",
  "paired-numeric",
  "runs",
  "bradley-terry",
  "standard-error",
  "proportions",
  "history",
  "bare-numbers",
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** Fewest values in a history that can say where the next one should lie. */
const leastHistory = 5;

export interface EvidenceChoice {
  readonly available: readonly EvidenceKind[];
  readonly used: EvidenceKind | null;
  /** For each kind before the used one, why it could not be used. */
  readonly reason: string | null;
}

/** Which kinds of evidence the two sides have, and which one decides. `method` may name a lower one, never a missing one. */
export function chooseEvidence(
  aligned: Aligned,
  subject: Measured,
  reference: Measured,
  method?: EvidenceKind,
): EvidenceChoice {
  const faults = evidenceFaults(aligned, subject, reference);
  const available = evidenceKinds.filter((kind) => faults[kind] === null);
  if (method !== undefined && !available.includes(method)) {
    throw new InvalidInputError(`--method ${method} cannot be used: ${faults[method]}`, {
      hint: available.length === 0 ? "Nothing here can be compared." : `These can: ${available.join(", ")}.`,
    });
  }
  const used = method ?? available[0] ?? null;
  const above = evidenceKinds.slice(0, used === null ? undefined : evidenceKinds.indexOf(used));
  const reasons = above.map((kind) => `${kind}: ${faults[kind] ?? `set aside by --method ${method}`}`);
  return { available, used, reason: reasons.length === 0 ? null : reasons.join("; ") };
}

/** The kind that a user means, or an error with the nearest. */
export function evidenceKind(text: string): EvidenceKind {
  const found = evidenceKinds.find((kind) => kind === text);
  if (found !== undefined) return found;
  const nearest = nearestName(text, evidenceKinds);
  throw new InvalidInputError(`there is no method "${text}"`, {
    place: { path: "--method" },
    hint: nearest === null ? `One of ${evidenceKinds.join(", ")}.` : `Did you mean ${nearest}?`,
  });
}

/** What each kind lacks; null where nothing. */
function evidenceFaults(aligned: Aligned, subject: Measured, reference: Measured): Record<EvidenceKind, string | null> {
  const { unit, pairedBy, pairs, bySeed } = aligned;
  const items = unit !== "item" ? "no per-item results" : pairedBy === "none" ? "not paired by item" : null;
  const both = items ?? (pairs.length === 0 ? "no item on both sides" : null);
  const shared = new Set(pairs.map(({ cluster }) => cluster)).size < pairs.length;
  const binary = (values: readonly number[]) => values.every((value) => value === 0 || value === 1);
  const isBinary = binary(aligned.subject) && binary(aligned.reference);
  const [a, b] = [aligned.subject.length, aligned.reference.length];
  const summaries = [subject.summary, reference.summary] as const;
  return {
    "crossed-items": both ?? (bySeed === null ? "not several seeds on both sides" : null),
    "clustered-items": both ?? (shared ? null : "every item is a cluster of its own"),
    "paired-binary": both ?? (isBinary ? null : "scores are not 0 or 1 throughout"),
    "paired-numeric": both ?? (pairs.length < 2 ? "one item only" : null),
    runs:
      bySeed === null && pairedBy === "item"
        ? "one run a side: nothing is known of the spread between seeds"
        : pairedBy === "seed" && pairs.length < 2
          ? "fewer than two seeds on both sides"
          : a < 2 || b < 2
            ? `fewer than two runs on a side (${a} and ${b})`
            : null,
    "bradley-terry": fitFault(subject, reference),
    "standard-error": summaries.every((summary) => summary !== null && hasError(summary))
      ? null
      : "no standard error or interval given on both sides",
    proportions: summaries.every((summary) => summary !== null && isProportion(summary))
      ? null
      : unit === "item" && isBinary && a > 0 && b > 0
        ? null
        : "no proportion with its n on both sides (value times n is a whole number)",
    history:
      (isOne(subject, a) && b >= leastHistory) || (isOne(reference, b) && a >= leastHistory)
        ? null
        : `no single value against ${leastHistory} or more`,
    "bare-numbers": hasNumber(subject, a) && hasNumber(reference, b) ? null : "a side has no value at all",
  };
}

function fitFault(subject: Measured, reference: Measured): string | null {
  if (subject.fit === null || reference.fit === null) return "no Bradley-Terry fit";
  return subject.fit.hash === reference.fit.hash ? null : "two different fits: their scales do not agree";
}

function hasError({ value, se, ci }: Summary): boolean {
  if (value === null) return false;
  if (se !== null && se > 0) return true;
  // A zero-width interval, or one that leaves its own value out, says nothing about doubt.
  return ci !== null && ci.low <= value && value <= ci.high && ci.low < ci.high;
}

function isProportion({ value, n }: Summary): boolean {
  if (value === null || n === null || !Number.isInteger(n) || n < 1 || value < 0 || value > 1) return false;
  // Rounded shares are common, .83 of 60 is 50 of 60; a mean such as .8137 of 60 is no share.
  const decimals = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0;
  const rounding = Math.max(1e-9, 0.5 * 10 ** -decimals * (1 + 1e-9)) * n;
  return Math.abs(value * n - Math.round(value * n)) <= rounding;
}

function isOne({ summary }: Measured, values: number): boolean {
  return values === 1 || (values === 0 && summary?.value != null);
}

function hasNumber(side: Measured, values: number): boolean {
  return values > 0 || side.summary?.value != null || side.fit !== null;
}
