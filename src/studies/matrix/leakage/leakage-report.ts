import { dotRows } from "../../../report/pictures/dot-rows.ts";
import type { Picture } from "../../../report/pictures/picture.ts";
import { number } from "../../../report/words.ts";
import type { LeakageFinding } from "./detect-leakage.ts";
import type { HonestReference } from "./honest-reference.ts";

/** How a file of predictions fits what was asked for. */
export interface PredictionsTold {
  readonly file: string;
  /** Held-out cells it predicts, of `asked`. */
  readonly predicted: number;
  readonly asked: number;
  /** Rows of other pairs. */
  readonly foreign: number;
}

/** The finding as a record. */
export function leakageOnDisk(finding: LeakageFinding, reference: HonestReference, told: PredictionsTold) {
  const { verdict, beta, ci, exact, near, ownOverCanonical, mae, because, corroborations } = finding;
  return {
    schema: "assay/leakage-finding@1",
    file: told.file,
    verdict,
    beta: {
      value: beta,
      low: ci?.low ?? null,
      high: ci?.high ?? null,
      level: ci?.level ?? null,
      method: ci?.method ?? null,
    },
    n_cells: finding.cells,
    n_predicted: told.predicted,
    n_held_out: told.asked,
    n_foreign: told.foreign,
    exact_matches: exact,
    near_matches: near,
    mae,
    own_over_canonical: ownOverCanonical,
    honest_floor_mae: reference.floorMae,
    built_in_slopes: Object.fromEntries(reference.builtIn.map(({ id, beta: slope }) => [id, slope])),
    because,
    corroborations,
  };
}

/** The finding for a terminal. */
export function leakageText(finding: LeakageFinding, reference: HonestReference, told: PredictionsTold): string {
  const { verdict, beta, ci, exact, near, because, corroborations } = finding;
  const interval = ci === null ? "no interval" : `[${number(ci.low, 2)}, ${number(ci.high, 2)}]`;
  const slopes = reference.builtIn.map(({ id, beta: slope }) => `${id} ${number(slope, 2)}`);
  return `${[
    `${told.file}: ${verdict}`,
    ...(verdict === "not shown to leak" ? ["No leak was found, which is not to say that there is none."] : []),
    "",
    `β ${number(beta, 3)} ${interval} over ${finding.cells} of ${told.asked} held-out cells; 0 for an honest reference, 1 for the truth`,
    `honest predictors under this mask: ${slopes.join(", ")}`,
    `error ${number(finding.mae, 2)} normalised points; once in a thousand an honest reference has ${number(reference.floorMae, 2)}`,
    `equal to the truth: ${exact.found}, about ${number(exact.expected, 1)} by chance; within 0.25 points: ${near.found}, about ${number(near.expected, 1)}`,
    ...(told.foreign > 0 ? [`${told.foreign} rows are of pairs that were not held out`] : []),
    ...because,
    ...corroborations.map((text) => `fits a leak: ${text}`),
  ].join("\n")}\n`;
}

/** The file's slope among those of honest predictors. */
export function leakagePicture(
  { beta, ci, verdict }: LeakageFinding,
  { builtIn }: HonestReference,
  file: string,
): Picture {
  const honest = "ours, honest under this mask";
  const sorted = builtIn.toSorted((a, b) => (b.beta ?? 0) - (a.beta ?? 0));
  return dotRows({
    name: "leak-slope",
    title: `${file}: ${verdict}`,
    subtitle: "β: how far predictions move towards the truth where an honest reference misses. 1 is the truth itself.",
    alt: `β of ${file} is ${number(beta, 2)}; of honest predictors at most ${number(sorted[0]?.beta ?? null, 2)}.`,
    axisLabel: "β",
    rows: [
      {
        label: file,
        value: beta,
        interval: ci?.low == null || ci.high == null ? null : [ci.low, ci.high],
        group: "this file",
        note: number(beta, 2),
      },
      ...sorted.map(({ id, beta: slope }) => ({ label: id, value: slope, group: honest, note: number(slope, 2) })),
    ],
    groups: [honest, "this file"],
    marks: [{ at: 0.5, label: "from here on a leak, if surely above ours" }],
    fromZero: true,
    names: { interval: "95 % interval over models" },
    simulated: false,
  });
}
