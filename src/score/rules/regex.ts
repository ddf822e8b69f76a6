import { z } from "zod";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { normalise } from "../normalise.ts";
import { expectedTexts } from "./expected-texts.ts";
import { normaliseOption, rule } from "./rule-scorer.ts";

const options = z.strictObject({
  normalise: normaliseOption([]),
  pattern: z.string().optional().describe("The pattern; default: the case's right answer is one."),
  flags: z
    .string()
    .regex(/^[imsu]*$/)
    .default("u")
    .describe("Of i, m, s, u."),
});

/** 1 when the pattern matches somewhere in the answer; else 0. */
export const regex = rule(options, ({ normalise: how, pattern, flags }) => {
  const own = pattern === undefined ? null : compile(pattern, flags);
  return ({ output, expected }) => {
    const patterns = own === null ? expectedTexts(expected)?.map((text) => compile(text, flags)) : [own];
    if (patterns === undefined) {
      return { score: null, metadata: { reason: "neither the scorer nor the case states a pattern" } };
    }
    const given = normalise(output, how);
    const found = patterns.map((one) => one.exec(given)?.[0]).find((text) => text !== undefined);
    return { score: found === undefined ? 0 : 1, metadata: found === undefined ? {} : { matched: found } };
  };
});

function compile(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`the pattern does not compile: ${why}`, { place: { path: "with.pattern" }, cause });
  }
}
