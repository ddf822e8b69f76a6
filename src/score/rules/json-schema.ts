import { z } from "zod";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { rule } from "./rule-scorer.ts";

const options = z.strictObject({ schema: z.record(z.string(), z.json()).describe("The JSON Schema to satisfy.") });

/** 1 when the answer is JSON that satisfies the schema; else 0. One code fence around it is fine. */
export const jsonSchema = rule(options, ({ schema }) => {
  let compiled: z.ZodType;
  try {
    compiled = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`this JSON Schema cannot be used: ${why}`, { place: { path: "with.schema" }, cause });
  }
  return ({ output }) => {
    let value: unknown;
    try {
      value = JSON.parse(output.trim().replace(/^```[a-z]*\n([\s\S]*?)\n?```$/i, "$1"));
    } catch {
      return { score: 0, metadata: { fault: "not JSON" } };
    }
    const result = compiled.safeParse(value);
    if (result.success) return { score: 1 };
    const [issue] = result.error.issues;
    return { score: 0, metadata: { fault: issue?.message ?? "invalid", path: (issue?.path ?? []).map(String) } };
  };
});
