import { z } from "zod";
import { wordsOf } from "../normalise.ts";
import { rule } from "./rule-scorer.ts";

const options = z.strictObject({ unit: z.enum(["words", "characters"]).default("words").describe("What is counted.") });

/** How long the answer is, in words or characters: a count, not a share. */
export const length = rule(options, ({ unit }) => {
  return ({ output }) => ({ score: unit === "words" ? wordsOf(output).length : [...output].length });
});
