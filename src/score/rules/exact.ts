import { z } from "zod";
import { normalise } from "../normalise.ts";
import { expectedTexts, noExpected } from "./expected-texts.ts";
import { normaliseOption, rule } from "./rule-scorer.ts";

/** 1 when the answer is the right one, or one of the right ones, after normalisation; else 0. */
export const exact = rule(z.strictObject({ normalise: normaliseOption(["nfkc", "space"]) }), ({ normalise: how }) => {
  return ({ output, expected }) => {
    const wanted = expectedTexts(expected);
    if (wanted === null) return noExpected;
    const given = normalise(output, how);
    return { score: wanted.some((text) => normalise(text, how) === given) ? 1 : 0 };
  };
});
