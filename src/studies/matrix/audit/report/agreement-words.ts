import { count, number, pValue, signed } from "../../../../report/words.ts";
import type { ResponseAudit } from "../audit-responses.ts";

/** Agreement in a sentence. W never stands alone. */
export function agreementWords({ headline, asGiven }: ResponseAudit): string {
  const figures = headline.w === null ? asGiven : headline;
  if (figures.w === null || figures.chance === null) return "Agreement: under two runs or queries are left.";
  const { corrected, chance } = figures;
  const range =
    corrected?.ci == null
      ? "no interval"
      : `95 % interval ${number(corrected.ci.low, 4)} to ${number(corrected.ci.high, 4)}`;
  const whole =
    figures === asGiven || asGiven.queries === figures.queries || asGiven.w === null || asGiven.chance === null
      ? ""
      : ` (all ${count(asGiven.queries)} as given: W ${number(asGiven.w, 6)}, by chance ${number(asGiven.chance.mean, 4)}, p ${pValue(asGiven.chance.p)})`;
  // Beyond chance by both: dealing the answers out anew, and drawing other runs.
  const shown = chance.p <= 0.05 && (corrected?.ci?.low ?? 0) > 0;
  const verdict = shown ? "the runs agree beyond chance" : "agreement beyond chance is not shown";
  return `Agreement over ${count(figures.queries)} queries: W ${number(figures.w, 4)}, by chance ${number(chance.mean, 4)}, so ${signed(corrected?.value, 4)} beyond chance (${range}; p ${pValue(chance.p)}): ${verdict}${whole}.`;
}
