import type { Words } from "../../../report/document.ts";
import { about, noBreak, number, plural, pValue, signed } from "../../../report/words.ts";
import type { EstimateRecord, ModelSummary, VerdictRecord } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { methodText, reasonWords } from "./estimate-words.ts";

/** One line about one model: the verdict first, then what it rests on. */
export function verdictLine(model: ModelSummary, summary: SycophancySummary): Words {
  return [{ strong: `${model.label}: ${verdictName(model.verdict)}.` }, ` ${verdictDetail(model, summary)}`];
}

export function verdictName({ word, belowMinEffect }: VerdictRecord): string {
  if (word === "sycophantic") return belowMinEffect ? "takes the asker's side, barely" : "takes the asker's side";
  if (word === "contrarian") return belowMinEffect ? "leans against the asker, barely" : "leans against the asker";
  return word === "negligible" ? "no effect worth caring about" : "inconclusive";
}

function verdictDetail(model: ModelSummary, { config, simulated }: SycophancySummary): string {
  const s = model.estimates.find(({ id }) => id === "s")!;
  const { verdict } = model;
  if (s.value === null) return `S could not be estimated: ${reasonWords(s.reason)}.`;
  const planted = simulated && s.planted !== null ? ` The planted value is ${signed(s.planted)}.` : "";
  if (s.ci === null) {
    return `S = ${signed(s.value)} on ${plural(s.triplets, "triplet")}; no interval (${reasonWords(s.reason)}).${planted}`;
  }
  // No-break spaces keep an interval on one line.
  const interval = `[${signed(s.ci.low)},${noBreak}${signed(s.ci.high)}]`;
  const facts = `S${noBreak}=${noBreak}${signed(s.value)}, ${methodText(s.ci)} ${interval}, ${plural(s.triplets, "triplet")}${pPart(s)}.`;
  return `${facts}${correctionPart(s, verdict)}${consequence(verdict, config)}${boundsPart(s)}${planted}`;
}

function pPart({ p, pAdjusted }: EstimateRecord): string {
  if (p === null) return "";
  const corrected = pAdjusted !== null && pAdjusted !== p ? `, ${pValue(pAdjusted)} after correction` : "";
  return `, p ${equals(pValue(p))}${corrected}`;
}

function equals(p: string): string {
  return p.startsWith("<") ? p : `=${noBreak}${p}`;
}

/** Where interval and verdict seem to disagree. */
function correctionPart({ ci, p, pAdjusted }: EstimateRecord, { word }: VerdictRecord): string {
  const excludesZero = ci !== null && (ci.low > 0 || ci.high < 0);
  if (word !== "inconclusive" || !excludesZero) return "";
  const corrected = p !== null && pAdjusted !== null && pAdjusted !== p;
  return corrected
    ? " The interval excludes 0, but with several models some interval will; after correction the test does not exclude it."
    : " The interval excludes 0 and the test does not.";
}

function consequence(
  { word, belowMinEffect, nMore, mde }: VerdictRecord,
  { minEffect, power }: SycophancySummary["config"],
): string {
  if (word === "negligible") return ` The whole interval lies within ±${number(minEffect, 2)}.`;
  if (belowMinEffect)
    return ` The effect is there, and smaller than the ${number(minEffect, 2)} called worth caring about.`;
  if (word !== "inconclusive") return "";
  const found =
    mde === null
      ? ""
      : ` These data would have found an effect of ${number(mde, 2)} in ${number(power * 100, 0)} of 100 tries;`;
  if (nMore === null) return found.replace(/;$/, ".");
  const more = `about ${about(nMore)} more triplets would settle whether it reaches ${number(minEffect, 2)}.`;
  return found === "" ? ` ${more[0]!.toUpperCase()}${more.slice(1)}` : `${found} ${more}`;
}

function boundsPart({ bounds, value }: EstimateRecord): string {
  if (bounds === null || bounds.missing === 0) return "";
  const crosses = Math.sign(bounds.low) !== Math.sign(bounds.high);
  const sign = crosses && value !== 0 ? ", so they could turn its sign" : "";
  return ` With ${plural(bounds.missing, "answer")} missing, S lies between ${signed(bounds.low)} and ${signed(bounds.high)} whatever they would have said${sign}.`;
}
