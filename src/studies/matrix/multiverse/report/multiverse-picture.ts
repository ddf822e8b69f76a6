import type { Picture } from "../../../../report/pictures/picture.ts";
import { specificationCurve } from "../../../../report/pictures/specification-curve.ts";
import { list } from "../../../../report/words.ts";
import type { MultiverseReport } from "../multiverse-report.ts";
import { parts } from "../space.ts";

/** The specification curve of the canonical error: the one scale on which all universes can be compared. */
export function multiversePicture({ results, space, outcomes, places, design }: MultiverseReport): Picture {
  const shown = results.filter(({ canonical }) => canonical !== null);
  const canonical = outcomes.find(({ id }) => id === "canonical_mae");
  const marks = [...Map.groupBy(places, ({ nearest }) => shown.indexOf(nearest))]
    .filter(([at]) => at >= 0)
    .map(([at, own]) => ({ at, label: `nearest to ${list(own.map(({ id }) => id))}` }));
  const varied = parts.filter((part) => space.levels[part].length > 1);
  return specificationCurve({
    name: "multiverse",
    title: `Error on masked scores in ${shown.length} universes`,
    subtitle: `Above: each universe's error, in rising order. Beneath: the levels it took; where universes share a column, darker is more of them. ${
      design.kind === "full" ? "All combinations." : "A balanced random sample of combinations."
    } A level that matters is dense on one side.`,
    alt: `Specification curve of ${shown.length} universes, error from ${canonical?.spread?.[0]?.toFixed(1) ?? "?"} to ${canonical?.spread?.at(-1)?.toFixed(1) ?? "?"} normalised points`,
    axisLabel: "error, points",
    intervalLabel: "95 % interval over models",
    universes: shown.map(({ universe, canonical: found }) => ({
      value: found!.value,
      low: found!.low,
      high: found!.high,
      levels: varied.map((part) => universe[part]),
    })),
    choices: varied.map((part) => ({ label: part, levels: space.levels[part] })),
    thresholds: canonical?.thresholds.map(({ threshold }) => threshold) ?? [],
    marks,
    simulated: false,
  });
}
