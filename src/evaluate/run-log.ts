import { appendFile } from "node:fs/promises";
import { InvalidOptionError } from "../errors/statistics-errors.ts";
import type { Env } from "../providers/provider.ts";
import type { SchedulerEvent, Settled } from "../run/schedule/types.ts";

const levels = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;
export type LogLevel = (typeof levels)[number];

/** `LOG_LEVEL` of an environment; undefined where it is not set. Another word is refused by name. */
export function logLevelOf(env: Env): LogLevel | undefined {
  const text = env["LOG_LEVEL"];
  if (text === undefined) return undefined;
  const level = levels.find((one) => one === text);
  if (level !== undefined) return level;
  throw new InvalidOptionError(
    "LOG_LEVEL",
    text,
    `one of ${levels.join(", ")} is expected`,
    "Mend LOG_LEVEL in the environment or in .env.",
  );
}

export interface RunLog {
  event(event: SchedulerEvent): void;
  /** An answer or a judge's reply that is in the journal. Failures are warnings; texts are shown at DEBUG alone. */
  settled(settled: Settled): void;
  flush(): Promise<void>;
}

/**
 * `run.log`: plain lines "time level run model prompt repeat attempt message", "-" where there is none, in order, from
 * `level` up. A log that cannot be written is not worth a run.
 */
export function runLog(file: string, runId: string, options: { level: LogLevel; now: () => Date }): RunLog {
  const { level, now } = options;
  let buffered = "";
  let writing = Promise.resolve();
  const write = () => {
    const text = buffered;
    buffered = "";
    if (text !== "") writing = writing.then(() => appendFile(file, text)).catch(() => undefined);
    return writing;
  };
  const line = (of: LogLevel, model: string, message: string, place = "- - -") => {
    if (levels.indexOf(of) < levels.indexOf(level)) return;
    if (buffered === "") setTimeout(write, 200).unref();
    buffered += `${now().toISOString()} ${of} ${runId} ${model} ${place} ${message.replace(/\s+/g, " ")}\n`;
  };
  return {
    event(event) {
      if (event.kind === "retry") {
        const { model, item, attempt, afterMs, why } = event;
        line("INFO", model, `again in ${Math.round(afterMs)} ms: ${why}`, placeOf(item, attempt));
      } else if (event.kind === "gate")
        line("INFO", event.account, `shut until ${new Date(event.untilMs).toISOString()}: ${event.why}`);
      else if (event.kind === "limit") line("INFO", event.account, `limit ${event.from} → ${event.to}: ${event.why}`);
      else if (event.kind === "park") line("WARNING", event.model, `parked: ${event.why}`);
      else {
        const spent = `spent $${event.spentUsd.toFixed(4)}, ${event.spentTokens} tokens`;
        line("WARNING", "-", `budget: ${event.why}; ${spent}`);
      }
    },
    settled({ model, item, outcome, attempts }) {
      const place = placeOf(item, attempts);
      const judged = item.stage === "judge" ? ` of ${item.request.origin.subject}` : "";
      if (outcome.kind === "failure") {
        line("WARNING", model.id, `${item.stage}${judged} failed: ${outcome.cause}`, place);
      } else if (level === "DEBUG") {
        const text = JSON.stringify(outcome.text.slice(0, 200));
        line("DEBUG", model.id, `${item.stage}${judged}, ${outcome.finish}: ${text}`, place);
      }
    },
    flush: write,
  };
}

function placeOf({ request, repeat }: Settled["item"], attempt: number): string {
  return `${request.origin.prompt.promptId} ${repeat} ${attempt}`;
}

/** An event that tells how an account fared, as the journal keeps it; null for the others. */
export function journalLineOf(
  event: SchedulerEvent,
  now: Date,
  modelsOf: (account: string) => readonly string[],
): Record<string, unknown> | null {
  const at = now.toISOString();
  if (event.kind === "gate")
    return { t: "gate", at, account: event.account, until: new Date(event.untilMs).toISOString(), why: event.why };
  if (event.kind === "limit")
    return {
      t: "limit",
      at,
      account: event.account,
      models: modelsOf(event.account),
      from: event.from,
      to: event.to,
      why: event.why,
    };
  if (event.kind === "park") {
    return {
      t: "park",
      at,
      model: event.model,
      until: event.untilMs === null ? null : new Date(event.untilMs).toISOString(),
      why: event.why,
    };
  }
  if (event.kind === "budget")
    return { t: "budget", at, spent_usd: event.spentUsd, spent_tokens: event.spentTokens, why: event.why };
  return null;
}
