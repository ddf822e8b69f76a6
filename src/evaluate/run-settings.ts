import { InvalidOptionError } from "../errors/statistics-errors.ts";
import type { Env } from "../providers/provider.ts";
import { type CacheMode, cacheModes } from "../run/cache/answer-cache.ts";
import { envNumber, pick, type Setting } from "../run/settings.ts";
import { type LogLevel, logLevelOf } from "./run-log.ts";
import type { RunRequest } from "./run-request.ts";

/** Every number that steers a run, with where it came from. */
export interface RunSettings {
  readonly repeats: Setting<number>;
  readonly timeoutS: Setting<number>;
  readonly maxRetries: Setting<number>;
  readonly maxWaitMs: Setting<number>;
  readonly concurrency: Setting<number>;
  readonly shuffleSeed: Setting<number>;
  readonly maxFailed: Setting<string | null>;
  readonly budgetUsd: Setting<number | null>;
  readonly budgetTokens: Setting<number | null>;
  readonly cache: Setting<CacheMode>;
  readonly cacheTtlMs: Setting<number>;
  readonly slim: Setting<boolean>;
  readonly logLevel: Setting<LogLevel>;
}

/** Settings that a resume takes over from the record unless a flag says otherwise. */
interface RecordedSettings {
  readonly repeats: number;
  readonly shuffleSeed: number;
  readonly cache?: CacheMode | undefined;
  readonly slim?: boolean | undefined;
}

/** Two weeks: services change their models behind one name. */
export const defaultCacheTtlMs = 14 * 86_400_000;

export type CallSettings = Pick<RunSettings, "timeoutS" | "maxRetries" | "logLevel">;

/** What holds for every call, of models and judges alike. */
export function callSettings(asked: { timeoutS?: number; maxRetries?: number }, env: Env): CallSettings {
  return {
    timeoutS: pick({
      flag: asked.timeoutS,
      environment: envNumber(env, "BENCH_TIMEOUT_S", { min: 0.001 }),
      default: 60,
    }),
    maxRetries: pick({
      flag: asked.maxRetries,
      environment: envNumber(env, "BENCH_MAX_RETRIES", { min: 0, integer: true }),
      default: 3,
    }),
    logLevel: pick<LogLevel>({ environment: logLevelOf(env), default: "INFO" }),
  };
}

/** Flag, then suite, then environment, then default; each checked where it enters. */
export function runSettings(
  request: RunRequest,
  suite: { repeats?: number } | null,
  env: Env,
  recorded: RecordedSettings | null = null,
): RunSettings {
  const settings: RunSettings = {
    repeats: pick({ flag: request.repeats, recorded: recorded?.repeats, suite: suite?.repeats, default: 1 }),
    ...callSettings(request, env),
    maxWaitMs: pick({ flag: request.maxWaitMs, default: 15 * 60_000 }),
    concurrency: pick({ flag: request.concurrency, default: 512 }),
    shuffleSeed: pick({ flag: request.shuffleSeed, recorded: recorded?.shuffleSeed, default: 1 }),
    maxFailed: pick<string | null>({ flag: request.maxFailed, default: null }),
    budgetUsd: pick<number | null>({ flag: request.budgetUsd, default: null }),
    budgetTokens: pick<number | null>({ flag: request.budgetTokens, default: null }),
    cache: pick<CacheMode>({ flag: request.cache, recorded: recorded?.cache, default: "off" }),
    cacheTtlMs: pick({ flag: request.cacheTtlMs, default: defaultCacheTtlMs }),
    slim: pick({ flag: request.slim, recorded: recorded?.slim, default: false }),
  };
  if (!cacheModes.includes(settings.cache.value))
    throw new InvalidOptionError("--cache", settings.cache.value, `one of ${cacheModes.join(", ")} is expected`);
  atLeast("--repeats", settings.repeats.value, 1, true);
  atLeast("--timeout-s", settings.timeoutS.value, 0.001, false);
  atLeast("--max-retries", settings.maxRetries.value, 0, true);
  atLeast("--concurrency", settings.concurrency.value, 1, true);
  failureBound(settings.maxFailed.value, 0);
  const { temperature, topP, maxOutputTokens } = request.params ?? {};
  if (temperature != null) atLeast("--temperature", temperature, 0, false);
  if (maxOutputTokens != null) atLeast("--max-output-tokens", maxOutputTokens, 1, true);
  if (topP != null && !(topP > 0 && topP <= 1))
    throw new InvalidOptionError("--top-p", topP, "a number above 0 and up to 1 is expected");
  if (settings.budgetUsd.value !== null) atLeast("--budget-usd", settings.budgetUsd.value, 0, false);
  if (settings.budgetTokens.value !== null) atLeast("--budget-tokens", settings.budgetTokens.value, 0, true);
  return settings;
}

function atLeast(option: string, value: number, min: number, whole: boolean): void {
  if (Number.isFinite(value) && value >= min && (!whole || Number.isInteger(value))) return;
  throw new InvalidOptionError(option, value, `a ${whole ? "whole number" : "number"} of at least ${min} is expected`);
}

/** "20" or "5%" of `planned`: how many failed cells stop a run. */
export function failureBound(text: string | null, planned: number): number | null {
  if (text === null) return null;
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  if (!match)
    throw new InvalidOptionError("--max-failed", text, 'a count such as 20 or a share such as "5%" is expected');
  return match[2] === "%" ? Math.floor((Number(match[1]) / 100) * planned) : Number(match[1]);
}
