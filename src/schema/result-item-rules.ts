/** The part of a result item that the rules look at; a row that only passed a JSON Schema has it too. */
export interface RuledItem {
  value: number | null;
  ci: { low: number | null; high: number | null; sides?: "two" | "lower" | "upper" | undefined } | null;
  samplesUsed: number;
  reason?: string | undefined;
  status?: "ok" | "missing" | "error" | "estimated" | undefined;
}

export interface RuleBreach {
  rule: string;
  path: readonly string[];
  message: string;
}

/** What a JSON Schema cannot say about a result item, each under its name. Empty when all is well. */
export function resultItemRules(item: RuledItem): RuleBreach[] {
  const breaches: RuleBreach[] = [];
  const breach = (rule: string, path: string, message: string) => breaches.push({ rule, path: [path], message });
  const { value, ci, samplesUsed, reason, status } = item;

  if (value === null && reason === undefined) breach("value.reason", "reason", "a value of null needs a reason");
  else if (ci === null && reason === undefined) breach("ci.reason", "reason", "an interval of null needs a reason");
  if (value === null && status === "ok")
    breach("value.status", "status", "a value of null is not ok: say missing or error");
  if (value !== null && samplesUsed < 1)
    breach("samples.positive", "samplesUsed", "a value rests on at least 1 sample");
  if (value === null && ci !== null) breach("ci.orphan", "ci", "an interval around no value");
  if (ci === null) return breaches;

  const sides = ci.sides ?? "two";
  if (sides !== "upper" && ci.low === null) breach("ci.open", "ci", 'an open lower side is said with sides: "upper"');
  if (sides !== "lower" && ci.high === null) breach("ci.open", "ci", 'an open upper side is said with sides: "lower"');
  if (ci.low !== null && ci.high !== null) {
    if (ci.low > ci.high) breach("ci.order", "ci", "the interval's low is above its high");
    if (ci.low === ci.high)
      breach("ci.zero-width", "ci", "a zero-width interval claims certainty; write null and a reason");
  }
  return breaches;
}
