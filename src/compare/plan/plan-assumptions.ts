import { clusterInflation } from "./plan-design.ts";
import type { PlanRequest } from "./plan-request.ts";

/** Whole sentences without which the numbers of a plan mean nothing. */
export function assumptionsOf(request: PlanRequest, target: number | null): string[] {
  const { design, sd, sdDf, discordant, alpha, ratio } = request;
  const sided = design === "non-inferiority" ? "one-sided" : "two-sided";
  return [
    `Tests are ${sided} at alpha ${alpha}${request.metrics > 1 ? `, and at alpha/${request.metrics} where it says so` : ""}.`,
    ...(target === null ? ["No effect was named: only what budgets would find is answered."] : []),
    ...(sd === null
      ? []
      : [
          sdDf === null
            ? `Sigma ${sd} is taken for known.`
            : `Sigma ${Number(sd.toPrecision(6))} was estimated from ${sdDf + 1} values; its doubt is in low and high (20 % either side) and in the assurance.`,
        ]),
    ...(discordant === null
      ? []
      : [`${Number((100 * discordant).toPrecision(4))} % of the items are taken to be discordant.`]),
    ...(design === "paired" || design === "clustered" ? ["Sigma is of the differences of pairs."] : []),
    ...(design === "unpaired" ? ["Sigma is of the values of one group, the same in both."] : []),
    ...(design === "unpaired" && ratio !== 1 ? [`The second group is ${ratio} times as large as the first.`] : []),
    ...(design === "non-inferiority" ? ["The true difference is taken to be 0."] : []),
    ...levelWords(request),
    ...clusterWords(request),
  ];
}

function levelWords({ design, levels }: PlanRequest): string[] {
  if (design !== "two-level" || levels === null) return [];
  const sd = (value: number) => String(Number(value.toPrecision(4)));
  return [
    "The items are the same under every seed; the parts are of the difference.",
    `Standard deviations: between seeds ${sd(levels.seed)}, between items ${sd(levels.item)}, of an item under one seed ${sd(levels.seedItem)}; ${levels.items} items.`,
    ...(levels.df === null
      ? []
      : [
          `The parts were estimated with ${levels.df} degrees of freedom between seeds; low and high scale all of them by that doubt.`,
        ]),
    ...(levels.pairedSeeds === null
      ? []
      : [
          levels.pairedSeeds
            ? "Equal seeds of the two pilots were taken for pairs: run both sides of each seed alike."
            : "The pilots have seeds of their own: n counts the seeds of each side.",
        ]),
  ];
}

function clusterWords({ design, clusters }: PlanRequest): string[] {
  if (design !== "clustered" || clusters === null) return [];
  const { size, icc, sizeCv = 0 } = clusters;
  const figure = (value: number) => String(Number(value.toPrecision(4)));
  const spread = sizeCv > 0 ? `, their sizes varying by ${figure(100 * sizeCv)} %` : "";
  return [
    `Clusters of ${figure(size)} items${spread}, correlation within them ${figure(icc)}: n is ${figure(clusterInflation({ size, icc, sizeCv }))} times that of independent items.`,
  ];
}
