import { InvalidOptionError } from "../errors/statistics-errors.ts";
import type { Env } from "../providers/provider.ts";

/** A setting with where it came from, as run.json keeps it. */
export interface Setting<T> {
  readonly value: T;
  readonly origin: "flag" | "recorded" | "suite" | "roster" | "environment" | "default";
}

/** First of flag, recorded run, suite, environment, default that is set. */
export function pick<T>(candidates: {
  flag?: T | undefined;
  recorded?: T | undefined;
  suite?: T | undefined;
  environment?: T | undefined;
  default: T;
}): Setting<T> {
  for (const origin of ["flag", "recorded", "suite", "environment"] as const) {
    const value = candidates[origin];
    if (value !== undefined) return { value, origin };
  }
  return { value: candidates.default, origin: "default" };
}

/** A number in the environment. Unset is undefined; anything but a number in range is refused by name. */
export function envNumber(env: Env, name: string, range: { min: number; integer?: boolean }): number | undefined {
  const text = env[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < range.min || (range.integer && !Number.isInteger(value))) {
    throw new InvalidOptionError(
      name,
      text,
      `a ${range.integer ? "whole number" : "number"} of at least ${range.min} is expected`,
      `Mend ${name} in the environment or in .env.`,
    );
  }
  return value;
}

/** "15m", "30s", "2h", or seconds: milliseconds. */
export function parseWait(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim());
  if (!match) throw new InvalidOptionError(option, text, "a time such as 30s, 15m or 2h is expected");
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] ?? "s"] ?? 1000;
  return Number(match[1]) * unit;
}
