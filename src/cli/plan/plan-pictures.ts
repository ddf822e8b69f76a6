import { bandLines } from "../../report/pictures/band-lines.ts";
import type { Picture } from "../../report/pictures/picture.ts";
import { sequentialBoundary } from "../../report/pictures/sequential-boundary.ts";
import type { Plan } from "../../schema/report/plan.ts";
import type { SequentialPlan } from "../../schema/report/sequential-plan.ts";
import { spendingBoundary } from "../../stats/sequential/group-sequential.ts";

/** Power by n and n by effect; none where no effect was named. */
export function planPictures(plan: Plan): Picture[] {
  const { power, minimumN } = plan.curves;
  if (power.length === 0) return [];
  const target = Number(plan.config["power"]);
  const planned = plan.rows[0]?.n ?? null;
  const effect = Number(plan.config["margin"] ?? plan.config["effect"]);
  const doubtful = { band: "if sigma is larger or smaller than estimated" };
  return [
    bandLines({
      name: "power",
      title: `Power by number of ${plan.unit}`,
      subtitle: `How often this design would find a difference of ${effect}, were it there.`,
      alt: `Power by number of ${plan.unit}: ${planned === null ? "no n reaches the target" : `${target} at ${planned}`}.`,
      xLabel: plan.unit,
      yLabel: "power",
      yDomain: [0, 1],
      points: power,
      target: { y: target, label: `power ${target}` },
      marked: planned === null ? null : { x: planned, label: `planned: ${planned}` },
      names: { line: "power", ...doubtful },
      simulated: false,
    }),
    ...(minimumN.length < 2
      ? []
      : [
          bandLines({
            name: "minimum-n",
            title: `Number of ${plan.unit} by difference`,
            subtitle: `What it takes to find each difference with power ${target}.`,
            alt: `Number of ${plan.unit} that finds a difference with power ${target}, by difference.`,
            xLabel: "difference",
            yLabel: plan.unit,
            points: minimumN,
            marked: { x: effect, label: `planned: ${effect}` },
            names: { line: plan.unit, ...doubtful },
            simulated: false,
          }),
        ]),
  ];
}

/** The boundary at the planned looks, before the first. */
export function plannedBoundaryPicture(plan: SequentialPlan): Picture {
  const { alpha, spending, sides, looks, maximumInformation, unit } = plan;
  const shares = Array.from({ length: looks }, (_, k) => (k + 1) / looks);
  const { z } = spendingBoundary(shares, { alpha, spending, sides });
  const most = Math.round(maximumInformation);
  return sequentialBoundary({
    name: "boundary",
    title: `Boundary of ${looks} looks at ${plan.metric}`,
    subtitle: `All of the information is ${most} ${unit}. Looks at other shares are allowed and spend their own part of alpha ${alpha}.`,
    alt: `Boundary of ${looks} looks: ${z.map((limit, k) => `${limit.toFixed(2)} at ${(100 * shares[k]!).toFixed(0)} %`).join(", ")}.`,
    looks: shares.map((fraction, k) => ({ fraction, boundary: Number.isFinite(z[k]!) ? z[k]! : null, z: null })),
    simulated: false,
  });
}
