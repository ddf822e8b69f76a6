import type { SamplingParams } from "../../../schema/run/roster.ts";

type Json = Record<string, unknown>;

/** How the services spell each parameter on the wire. */
const wireNames: Readonly<Partial<Record<keyof SamplingParams, readonly string[]>>> = {
  temperature: ["temperature"],
  topP: ["top_p", "topP", "p"],
  maxOutputTokens: ["max_tokens", "max_completion_tokens", "maxOutputTokens", "max_output_tokens"],
  seed: ["seed", "random_seed"],
  stop: ["stop", "stop_sequences", "stopSequences"],
};

/** The body a package wrote, with further fields laid over it; objects in both are laid over each other. */
export function withFields(body: string, fields: object | null): string {
  return fields === null ? body : JSON.stringify(overlay(JSON.parse(body) as Json, fields as Json));
}

function overlay(base: Json, over: Json): Json {
  const merged: Json = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isPlain(before) && isPlain(value) ? overlay(before, value) : value;
  }
  return merged;
}

function isPlain(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parameters that were asked for and do not stand in the body as asked. Some packages leave out or clamp what they
 * think a model does not take; found before anything is sent. Reads the text: a key cannot occur inside a JSON string,
 * whose quotes are escaped.
 */
export function alteredParams(params: SamplingParams, body: string): (keyof SamplingParams)[] {
  return (Object.keys(wireNames) as (keyof SamplingParams)[]).filter((name) => {
    const value = params[name];
    if (value == null || (Array.isArray(value) && value.length === 0)) return false;
    const text = JSON.stringify(value);
    return !wireNames[name]!.some((key) => body.includes(`"${key}":${text},`) || body.includes(`"${key}":${text}}`));
  });
}
