import { textTable } from "../../../../report/text-table.ts";
import { count, list, number, percent, plural } from "../../../../report/words.ts";
import type { ChoiceShare, Share } from "../attribution.ts";
import type { MultiverseReport } from "../multiverse-report.ts";
import type { OutcomeReport } from "../outcomes.ts";
import type { PlacedAnalysis } from "../place-analysis.ts";
import { choices, spaceSize } from "../space.ts";

/** Which choice matters most for an outcome, with shares. */
export function outcomeSentence({ title, attribution, without, protocol }: OutcomeReport): string {
  const name = `${title[0]!.toUpperCase()}${title.slice(1)}`;
  const { reason, method } = attribution;
  if (reason !== null) return `${name}: no choice can be blamed, ${reason}.`;
  const ranked = rankedChoices(attribution.choices, method);
  const kind = method === "sobol" ? "first-order Sobol" : "Shapley";
  const gaps = without === 0 ? "" : ` (${count(without)} universes have none)`;
  const apart = protocol === null ? "" : "; other protocols are another scale";
  const exact = attribution.choices.some(({ total }) => total !== null);
  const told = ({ value, low }: Share) => value >= 0.05 && (low === null ? exact : low > 0);
  const sure = ranked.filter(({ share }) => told(share)).slice(0, 3);
  if (sure.length === 0) {
    const largest = ranked[0]!;
    return `${name}${gaps}: with ${plural(attribution.universes, "universe")} no share can be told from 0; the largest is that of ${largest.choice} (${withLimits(largest.share)})${apart}.`;
  }
  const [first, ...others] = sure.map(({ choice, share }) => `${choice} (${withLimits(share)})`);
  const strongest = attribution.interactions[0];
  const together =
    strongest === undefined || !told(strongest.share)
      ? ""
      : `; ${titleOf(strongest.between[0])} with ${titleOf(strongest.between[1])} adds ${percent(strongest.share.value, 0)} beyond each alone`;
  const more = others.length === 0 ? "" : `, then ${list(others)}`;
  return `${name}${gaps}: most is decided by ${first}${more} [${kind} shares]${together}${apart}.`;
}

function rankedChoices(shares: readonly ChoiceShare[], method: "sobol" | "shapley") {
  return shares
    .map(({ choice, first, shapley }) => ({ choice: titleOf(choice), share: method === "sobol" ? first : shapley }))
    .toSorted((a, b) => b.share.value - a.share.value);
}

function titleOf(id: string): string {
  return choices.find((choice) => choice.id === id)!.title;
}

function withLimits({ value, low, high }: Share): string {
  return low === null
    ? percent(value, 0)
    : `${percent(value, 0)}, ${number(100 * low, 0)} to ${number(100 * high!, 0)}`;
}

export function multiverseText(report: MultiverseReport, width: number): string {
  const { design, results, outcomes, places, settings } = report;
  const failed = results.filter(({ reason }) => reason !== null).length;
  const spreads = outcomes.flatMap(({ title, spread, thresholds }) =>
    spread === null
      ? []
      : [
          [
            title,
            ...spread.map((value) => number(value, title === "missing fraction" ? 3 : title.includes("error") ? 2 : 0)),
            thresholds
              .filter(({ of }) => of > 0)
              .map(({ threshold, beneath, of }) => `${percent(beneath / of, 0)} < ${threshold}`)
              .join(", "),
          ],
        ],
  );
  const table = textTable(
    {
      columns: [
        { label: "outcome", align: "left" },
        { label: "least", align: "right" },
        { label: "quarter", align: "right" },
        { label: "median", align: "right" },
        { label: "quarter", align: "right" },
        { label: "most", align: "right" },
        { label: "universes beneath", align: "left" },
      ],
      rows: spreads,
    },
    width,
  );
  const which =
    design.kind === "full"
      ? `all ${plural(results.length, "universe")}`
      : `${plural(results.length, "universe")} drawn from ${count(spaceSize(report.space))}, each level as often as its choice allows`;
  const lines = [
    `${which}; masked scores: ${settings.mask.cells} of ${plural(settings.mask.models, "model")}${settings.mask.file === null ? ", drawn" : ""}`,
    ...(failed === 0 ? [] : [`${plural(failed, "universe")} could not be run to the end; multiverse.json says why`]),
    "",
    table,
    ...outcomes.map(outcomeSentence),
    ...places.map((place) => placeSentence(place, report)),
    "",
  ];
  return lines.join("\n");
}

function placeSentence(
  { id, mapped, nearest, differs, reported }: PlacedAnalysis,
  { results }: MultiverseReport,
): string {
  const guessed = Object.entries(mapped).flatMap(([part, { because }]) => (because === null ? [part] : []));
  const own = reported.find(({ outcome }) => outcome === "own_mae");
  return [
    `${id}: nearest to universe ${results.indexOf(nearest) + 1}`,
    differs.length === 0 ? "" : ` (other ${list(differs)})`,
    nearest.canonical === null ? "" : `, whose canonical error is ${number(nearest.canonical.value, 2)}`,
    own === undefined
      ? ""
      : `; its own error of ${number(own.value, 2)} is at or above ${percent(own.atOrBeneath, 0)} of the ${plural(own.among, "universe")} by ${mapped.protocol.level}`,
    guessed.length === 0 ? "" : `; nothing told its ${list(guessed)}, taken as default`,
    ".",
  ].join("");
}
