import type { Attribution, Share } from "../attribution.ts";
import type { MultiverseReport } from "../multiverse-report.ts";
import type { UniverseResult } from "../run-universes.ts";
import { choices, parts, type Universe } from "../space.ts";
import { outcomeSentence } from "./multiverse-text.ts";

/** `multiverse.json`, keys as on disk. */
export function multiverseRecord({ space, design, results, outcomes, places, settings }: MultiverseReport) {
  const failed = results.filter(({ reason }) => reason !== null);
  return {
    schema: "assay/matrix-multiverse@1",
    design: {
      kind: design.kind,
      universes: design.universes.length,
      space_size: design.spaceSize,
      max: settings.max,
      seed: settings.seed,
      counts: design.counts,
      forbidden: space.forbidden,
    },
    choices: choices.map(({ id, title, parts: own }) => ({ id, title, parts: own })),
    mask: settings.mask,
    models_hidden_together: Number.isFinite(settings.together) ? settings.together : null,
    failures: [...Map.groupBy(failed, ({ reason }) => reason!)].map(([reason, own]) => ({
      reason,
      universes: own.length,
    })),
    outcomes: outcomes.map((outcome) => ({
      id: outcome.id,
      protocol: outcome.protocol,
      sentence: outcomeSentence(outcome),
      universes: outcome.attribution.universes,
      without: outcome.without,
      spread:
        outcome.spread === null
          ? null
          : Object.fromEntries(["min", "q25", "median", "q75", "max"].map((name, i) => [name, outcome.spread![i]])),
      attribution: attributionRecord(outcome.attribution),
      thresholds: outcome.thresholds.map(({ threshold, beneath, of, low, high }) => ({
        threshold,
        beneath,
        of,
        share: of === 0 ? null : beneath / of,
        ci: low === null ? null : { low, high, level: 0.95, method: "wilson" },
      })),
    })),
    places: places.map(({ id, mapped, nearest, differs, reported }) => ({
      id,
      mapped,
      nearest: {
        universe: results.indexOf(nearest) + 1,
        levels: nearest.universe,
        differs,
        effective_rank: nearest.effectiveRank,
        own_mae: nearest.own?.value ?? null,
        canonical_mae: nearest.canonical?.value ?? null,
      },
      reported: reported.map(({ outcome, value, among, atOrBeneath }) => ({
        outcome,
        value,
        universes_compared: among,
        share_at_or_beneath: atOrBeneath,
      })),
    })),
  };
}

function attributionRecord({ method, variance, choices: shares, interactions, higherOrders, reason }: Attribution) {
  return {
    method,
    variance,
    choices: shares.map(({ choice, first, total, shapley }) => ({
      choice,
      first_order: shareRecord(first),
      total: total === null ? null : shareRecord(total),
      shapley: shareRecord(shapley),
    })),
    interactions: interactions.map(({ between, share }) => ({ between, share: shareRecord(share) })),
    higher_orders: higherOrders,
    reason,
  };
}

function shareRecord({ value, low, high }: Share) {
  return { value, ci: low === null ? null : { low, high, level: 0.95, method: "bootstrap over universes" } };
}

/** Columns and rows of `multiverse.csv`. */
export function multiverseRows(results: readonly UniverseResult[]) {
  return {
    columns: [
      "universe",
      ...parts,
      "n_models",
      "n_benchmarks",
      "missing_fraction",
      "effective_rank",
      "k",
      "subset",
      "own_mae",
      "own_low",
      "own_high",
      "canonical_mae",
      "canonical_low",
      "canonical_high",
      "reason",
    ],
    rows: results.map((result, at) => [
      at + 1,
      ...levelsOfUniverse(result.universe),
      result.models,
      result.benchmarks,
      result.missingFraction,
      result.effectiveRank,
      result.k,
      result.subset?.join(" ") ?? null,
      result.own?.value ?? null,
      result.own?.low ?? null,
      result.own?.high ?? null,
      result.canonical?.value ?? null,
      result.canonical?.low ?? null,
      result.canonical?.high ?? null,
      result.reason,
    ]),
  };
}

function levelsOfUniverse(universe: Universe): string[] {
  return parts.map((part) => universe[part]);
}
