import { z } from "zod";
import { fromDisk } from "../../../../schema/codec.ts";
import { parseJson, placeInJson } from "../../../../schema/parse-json.ts";

const field = z
  .string()
  .min(1)
  .describe("A path in the run's summary, such as rank_analysis.effective_rank, or metrics.*.");
const amount = z.union([z.number(), z.strictObject({ field })]);

/** A yes-or-no rule over one run's summary and metrics. Data, never code. */
export type QueryRule =
  | { readonly op: "lt" | "le" | "gt" | "ge"; readonly field: string; readonly value: Amount }
  | {
      readonly op: "eq";
      readonly field: string;
      readonly value: string | number | boolean | { readonly field: string };
    }
  | { readonly op: "between"; readonly field: string; readonly value: readonly [number, number] }
  | { readonly op: "in"; readonly field: string; readonly value: readonly (string | number | boolean)[] }
  | {
      readonly op: "contains_any";
      readonly field: string;
      readonly terms: readonly string[];
      readonly word?: boolean | undefined;
    }
  | { readonly op: "set_includes"; readonly field: string; readonly value: string }
  | { readonly op: "set_count"; readonly field: string; readonly category: string; readonly ge: number }
  | { readonly op: "overlap"; readonly field: string; readonly values: readonly string[]; readonly ge: number }
  | { readonly op: "and" | "or"; readonly rules: readonly QueryRule[] }
  | { readonly op: "not"; readonly rule: QueryRule };

/** A number, or what another field of the same run says. */
type Amount = number | { readonly field: string };

export const queryRule: z.ZodType<QueryRule> = z.lazy(() =>
  z.discriminatedUnion("op", [
    z.strictObject({ op: z.enum(["lt", "le", "gt", "ge"]), field, value: amount }),
    z.strictObject({
      op: z.literal("eq"),
      field,
      value: z.union([z.string(), z.number(), z.boolean(), z.strictObject({ field })]),
    }),
    z.strictObject({ op: z.literal("between"), field, value: z.tuple([z.number(), z.number()]) }),
    z.strictObject({
      op: z.literal("in"),
      field,
      value: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
    }),
    z.strictObject({
      op: z.literal("contains_any"),
      field,
      terms: z.array(z.string().min(1)).min(1),
      word: z.boolean().optional(),
    }),
    z.strictObject({ op: z.literal("set_includes"), field, value: z.string().min(1) }),
    z.strictObject({ op: z.literal("set_count"), field, category: z.string().min(1), ge: z.int().min(1) }),
    z.strictObject({ op: z.literal("overlap"), field, values: z.array(z.string().min(1)).min(1), ge: z.int().min(1) }),
    z.strictObject({ op: z.enum(["and", "or"]), rules: z.array(queryRule).min(1) }),
    z.strictObject({ op: z.literal("not"), rule: queryRule }),
  ]),
);

const querySchema = z.strictObject({
  id: z.string().min(1),
  tier: z.int().min(1).max(4).describe("1 outcomes, 2 forks on the way, 3 claims, 4 selection."),
  description: z.string().min(1),
  computation: z.string().min(1).describe("The rule in words."),
  rule: queryRule,
  onMissing: z.enum(["no", "drop"]).default("no").describe("A run without the field: a no, or the query is dropped."),
});

export const querySetSchema = z.array(querySchema).min(2);

/** A yes-or-no question put to every run. */
export type Query = z.output<typeof querySchema>;

/** Reads a set of queries. Throws InvalidDocumentError with the place of each fault. */
export function parseQueries(text: string, file: string): Query[] {
  return fromDisk(querySetSchema, parseJson(text, { file }), placeInJson(file, text));
}
