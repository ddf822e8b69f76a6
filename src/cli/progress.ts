import type { LaneProgress } from "../run/schedule/types.ts";
import type { Io } from "./io.ts";
import { plainText } from "./plain-text.ts";

export interface ProgressView {
  stop(): void;
}

/**
 * Shows a run's progress on stderr: a block redrawn in place on a terminal, one line every ten seconds elsewhere,
 * JSON lines when asked for. Draws nothing in the first second, so that short runs stay quiet.
 */
export function showProgress(
  io: Io,
  source: { planned: number; doneBefore: number; progress(): readonly LaneProgress[] },
  options: { readonly json: boolean; readonly now: () => number },
): ProgressView {
  const started = options.now();
  let drawn = 0;
  let last = started;
  const tick = () => {
    const now = options.now();
    if (now - started < 900) return;
    const lanes = source.progress();
    if (options.json) {
      if (now - last >= 1000) {
        last = now;
        io.err(`${JSON.stringify(summaryOf(lanes, source, now - started))}\n`);
      }
    } else if (io.live) {
      io.err(erase(drawn));
      const lines = blockOf(lanes, source, now, started, io.width);
      drawn = lines.length;
      io.err(`${lines.join("\n")}\n`);
    } else if (now - last >= 10_000) {
      last = now;
      io.err(`${headline(lanes, source, now - started)}\n`);
    }
  };
  const timer = setInterval(tick, 250);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      if (drawn > 0) io.err(erase(drawn));
    },
  };
}

function erase(lines: number): string {
  return lines === 0 ? "" : `\u001b[${lines}A\u001b[0J`;
}

function summaryOf(lanes: readonly LaneProgress[], source: { planned: number; doneBefore: number }, elapsedMs: number) {
  const sum = (pick: (lane: LaneProgress) => number) => lanes.reduce((total, lane) => total + pick(lane), 0);
  const done = sum((lane) => lane.done);
  const perSecond = done / (elapsedMs / 1000);
  const left = source.planned - source.doneBefore - done;
  const costs = lanes.map((lane) => lane.costUsd);
  return {
    done: source.doneBefore + done,
    planned: source.planned,
    failed: sum((lane) => lane.failed),
    in_flight: sum((lane) => lane.inFlight),
    waiting: sum((lane) => lane.waiting),
    per_second: Math.round(perSecond * 10) / 10,
    cost_usd: costs.includes(null) ? null : sum((lane) => lane.costUsd ?? 0),
    eta_s: perSecond > 0 ? Math.round(left / perSecond) : null,
  };
}

function headline(
  lanes: readonly LaneProgress[],
  source: { planned: number; doneBefore: number },
  elapsedMs: number,
): string {
  const s = summaryOf(lanes, source, elapsedMs);
  const eta = s.eta_s === null ? "" : `, about ${s.eta_s} s left`;
  const cost = s.cost_usd === null ? "cost unknown" : `$${s.cost_usd.toFixed(4)}`;
  return `${s.done} of ${s.planned} done, ${s.failed} failed, ${s.in_flight} in flight, ${s.per_second}/s, ${cost}${eta}`;
}

function blockOf(
  lanes: readonly LaneProgress[],
  source: { planned: number; doneBefore: number },
  now: number,
  started: number,
  width: number,
): string[] {
  const names = Math.min(32, Math.max(...lanes.map((lane) => lane.model.length)));
  const rows = lanes.slice(0, 12).map((lane) => {
    const wait =
      lane.shutUntilMs > performance.now() ? ` shut ${Math.ceil((lane.shutUntilMs - performance.now()) / 1000)} s` : "";
    const parked = lane.parked === null ? "" : ` parked: ${lane.parked}`;
    const name = lane.model.length > names ? `${lane.model.slice(0, names - 1)}…` : lane.model.padEnd(names);
    const counts = `${String(lane.done).padStart(7)} done ${String(lane.failed).padStart(4)} failed ${String(lane.inFlight).padStart(3)}/${lane.limit} in flight`;
    return plainText(`${name} ${counts}${wait}${parked}`).slice(0, width - 1);
  });
  const more = lanes.length > 12 ? [`… and ${lanes.length - 12} more models`] : [];
  return [headline(lanes, source, now - started).slice(0, width - 1), ...rows, ...more];
}
