import type { z } from "zod";
import { nearestName } from "../errors/nearest-name.ts";

/**
 * Words for what zod found. Types and limits are named; values are quoted only where the schema lists the allowed ones,
 * because a value may be a secret or a novel.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "a required key is missing"
        : `expected ${nameType(issue.expected)}, got ${nameValue(issue.input)}`;
    case "invalid_value":
      return describeChoice(issue.values, issue.input);
    case "too_small":
      return `${measure(issue.origin)} ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `${measure(issue.origin)} ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_format":
      return issue.pattern === undefined || issue.format !== "regex"
        ? `this text is not ${formatNames[issue.format] ?? `a ${issue.format}`}`
        : `this text does not match ${issue.pattern}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `unknown key "${issue.keys[0]}"`;
    case "invalid_union":
      return issue.discriminator === undefined
        ? "this fits none of the allowed shapes"
        : describeChoice(Array.isArray(issue.options) ? issue.options : [], memberOf(issue.input, issue.discriminator));
    case "invalid_key":
      return "this key is not allowed here";
    default:
      return "this value is not allowed here";
  }
}

/** "Did you mean …?" for a word outside a list. */
export function hintForIssue(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const allowed: unknown = issue.code === "invalid_value" ? issue.values : "options" in issue ? issue.options : [];
  const words = (Array.isArray(allowed) ? allowed : []).filter((word) => typeof word === "string");
  const nearest = nearestName(value, words);
  return nearest === null ? undefined : `Did you mean "${nearest}"?`;
}

const formatNames: Record<string, string> = {
  datetime: "an ISO date and time such as 2026-01-31T12:00:00Z",
  date: "an ISO date such as 2026-01-31",
  url: "a URL",
};

function nameType(expected: string): string {
  const names: Record<string, string> = {
    string: "text",
    int: "a whole number",
    boolean: "true or false",
    array: "a list",
    tuple: "a list",
    object: "an object",
    record: "an object",
    null: "null",
  };
  return names[expected] ?? `a ${expected}`;
}

function nameValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return "text";
  return String(value);
}

function describeChoice(values: readonly unknown[], value: unknown): string {
  const allowed = values.map((item) => JSON.stringify(item)).join(", ");
  const wanted = values.length === 1 ? `expected ${allowed}` : `expected one of ${allowed}`;
  if (value === undefined) return `a required key is missing: ${wanted}`;
  const short = typeof value === "string" && value.length <= 40 ? JSON.stringify(value) : nameValue(value);
  return `${wanted}, got ${short}`;
}

function memberOf(input: unknown, key: string): unknown {
  return typeof input === "object" && input !== null ? (input as Record<string, unknown>)[key] : input;
}

function measure(origin: string): string {
  return origin === "string" || origin === "array" || origin === "set" ? "must have" : "must be";
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" || origin === "set" ? " entries" : "";
}
