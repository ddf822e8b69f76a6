import { resolve } from "node:path";
import { align } from "../../compare/align.ts";
import { pilotSpread } from "../../compare/plan/pilot.ts";
import { pilotClusters, pilotLevels } from "../../compare/plan/pilot-levels.ts";
import type { PlanRequest } from "../../compare/plan/plan-request.ts";
import { planStudy } from "../../compare/plan/plan-study.ts";
import { readSides } from "../../compare/read/read-sides.ts";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { toolVersion } from "../../provenance/tool-version.ts";
import { toDisk } from "../../schema/codec.ts";
import { contentHash } from "../../schema/content-hash.ts";
import { documentText, sealDocument } from "../../schema/document.ts";
import { type Plan, type PlanDesign, planKind } from "../../schema/report/plan.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { writeReport } from "../write-report.ts";
import { planLooks } from "./plan-looks.ts";
import { planText } from "./plan-text.ts";

/** A number, or a share of the mean such as 5%. */
export interface Amount {
  readonly value: number;
  readonly ofMean: boolean;
}

export interface PlanFlags
  extends Omit<PlanRequest, "design" | "sdDf" | "discordantN" | "effect" | "margin" | "precision"> {
  readonly design: PlanDesign | null;
  readonly pilots: readonly string[];
  readonly metric: string | null;
  readonly item: string | null;
  readonly cluster: string | null;
  /** Two-level from pilots: items there will be, where not as many as the pilots have. */
  readonly items: number | null;
  /** Values behind --sd, or items behind --p-discordant. */
  readonly n0: number | null;
  readonly effect: Amount | null;
  readonly margin: Amount | null;
  readonly precision: Amount | null;
  /** For a plan of looks: the smallest difference anyone cares about. */
  readonly minEffect: number | null;
  readonly out: string | null;
  readonly json: boolean;
}

/** Reads pilots, plans, prints, and writes plan.json and pictures where a folder was named. */
export async function runPlan(io: Io, flags: PlanFlags): Promise<number> {
  const { out, json, pilots, metric, item, cluster, n0, items: _items, minEffect, design: asked, ...rest } = flags;
  const design =
    asked ?? (flags.discordant !== null ? (flags.margin === null ? "mcnemar" : "non-inferiority") : "unpaired");
  if (pilots.length > 2) throw new InvalidInputError("a plan takes one pilot or two", { place: { path: "--pilot" } });
  if (pilots.length > 0 && (flags.sd !== null || flags.discordant !== null)) {
    throw new InvalidInputError("a pilot and --sd or --p-discordant say the same thing twice", {
      hint: "Give one of them.",
    });
  }
  const sides = await readSides(pilots, {
    cwd: io.cwd,
    ...(item === null ? {} : { item }),
    ...(cluster === null ? {} : { cluster }),
  });
  const learnt = sides.length > 0;
  const named = metric === null ? [] : ([metric] as const);
  const levels = design === "two-level" && learnt ? pilotLevels(sides, ...named) : null;
  const clusters = design === "clustered" && learnt ? pilotClusters(sides, ...named) : null;
  const binary = design === "mcnemar" || (design === "non-inferiority" && sides.length === 2);
  const spread =
    !learnt || levels !== null || (binary && design === "mcnemar")
      ? null
      : pilotSpread(sides, { ...(metric === null ? {} : { metric }), paired: design !== "unpaired" });
  const discordance = design === "mcnemar" && sides.length > 0 ? discordanceOf(sides, metric) : null;
  const mean = flags.mean ?? spread?.mean ?? null;
  const request: PlanRequest = {
    ...rest,
    design,
    sd: flags.sd ?? spread?.sd ?? null,
    sdDf:
      (clusters === null ? spread?.df : clusters.clusters - 1) ?? (flags.sd !== null && n0 !== null ? n0 - 1 : null),
    discordant: flags.discordant ?? discordance?.share ?? null,
    discordantN: flags.discordant === null ? (discordance?.n ?? null) : n0,
    mean,
    // What was said by hand wins: a plan may be for more items, or other clusters, than the pilot had.
    levels: levels === null ? flags.levels : { ...levels, items: flags.items ?? levels.items },
    clusters: flags.clusters ?? clusters,
    effect: absolute("--effect", flags.effect, mean),
    margin: absolute("--margin", flags.margin, mean),
    precision: absolute("--precision", flags.precision, mean),
  };
  const { lastLook, ...planned } = planStudy(request);
  const config = Object.fromEntries(
    Object.entries(request).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
  const inputs = sides.map(({ ref, hash }) => ({ role: "pilot", ref, hash }));
  const plan: Plan = sealDocument(planKind, {
    id: `plan-${contentHash([inputs, config]).slice(0, 12)}`,
    createdAt: new Date().toISOString(),
    tool: await toolVersion(),
    inputs,
    design,
    config: JSON.parse(JSON.stringify(config)) as Plan["config"],
    ...planned,
  });
  const looks =
    lastLook === null || out === null
      ? null
      : await planLooks(io, {
          plan,
          request,
          lastLook,
          metric: metric ?? spread?.metric ?? null,
          minEffect,
          folder: out,
        });
  if (out !== null) await writePlan(resolve(io.cwd, out), plan);
  if (json) io.out(jsonText(toDisk(planKind.schema, plan)));
  else io.out(`${planText(plan, io.width)}${out === null ? "" : `Plan: ${out}/plan.json\n`}${looks ?? ""}`);
  return 0;
}

async function writePlan(folder: string, plan: Plan): Promise<void> {
  const { svgToPng } = await import("../../report/svg-to-png.ts");
  const { planPictures } = await import("./plan-pictures.ts");
  const files: Record<string, string | Uint8Array> = { "plan.json": documentText(planKind, plan) };
  for (const { name, svg, dataCsv } of planPictures(plan)) {
    files[`pictures/${name}.svg`] = svg;
    files[`pictures/${name}.png`] = svgToPng(svg);
    files[`pictures/${name}.csv`] = dataCsv;
  }
  await writeReport(folder, files);
}

function absolute(flag: string, amount: Amount | null, mean: number | null): number | null {
  if (amount === null) return null;
  if (!amount.ofMean) return amount.value;
  if (mean !== null && mean !== 0) return amount.value * Math.abs(mean);
  throw new InvalidInputError(`${flag} is a share of a mean, and there is none`, {
    place: { path: flag },
    hint: "Give --mean, a pilot, or the amount itself.",
  });
}

/** Share of common items on which two pilots of right and wrong differ. */
function discordanceOf(
  sides: Awaited<ReturnType<typeof readSides>>,
  metric: string | null,
): { share: number; n: number } {
  const [first, second] = sides;
  if (first === undefined || second === undefined) {
    throw new InvalidInputError("a mcnemar plan takes two pilots over the same items", {
      hint: "Give --pilot twice, or --p-discordant.",
    });
  }
  const id = metric ?? [...first.metrics.keys()].find((name) => second.metrics.has(name));
  const [a, b] = [first.metrics.get(id ?? ""), second.metrics.get(id ?? "")];
  if (a === undefined || b === undefined)
    throw new InvalidInputError("the pilots share no metric", { hint: "Name one both have with --metric." });
  const { pairs } = align(a, b);
  if (pairs.length < 3) throw new InvalidInputError(`the pilots share ${pairs.length} items; 3 or more are needed`);
  return { share: pairs.filter((pair) => pair.subject !== pair.reference).length / pairs.length, n: pairs.length };
}
