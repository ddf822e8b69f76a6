import { expect, test } from "vitest";
import { limiter } from "./limiter.ts";

/** Runs `count` calls one batch of the limit after another; each ends as `verdict` says. */
function drive(
  gate: ReturnType<typeof limiter>,
  count: number,
  now: number,
  verdict: (i: number) => "ok" | "429" | "500" = () => "ok",
) {
  let done = 0;
  while (done < count) {
    const permits = [];
    while (permits.length + done < count && gate.whenFree(now) === null) permits.push(gate.start(now));
    if (permits.length === 0) return done;
    for (const permit of permits) {
      gate.end(permit);
      const said = verdict(done++);
      if (said === "ok") gate.success(permit, now);
      else if (said === "500") gate.trouble();
      else gate.limited(permit, null, now);
    }
  }
  return done;
}

test("the limit doubles per clean round up to the ceiling", () => {
  const seen: number[] = [];
  const gate = limiter({ start: 20, ceiling: 64, onChange: (_, to) => seen.push(to) });
  drive(gate, 200, 0);
  expect(seen).toEqual([40, 64]);
});

test("a 429 cuts by a fifth once per episode, and calls from before the cut do not cut again", () => {
  const gate = limiter({ start: 50, ceiling: 50 });
  const permits = Array.from({ length: 50 }, () => gate.start(0));
  for (const permit of permits.slice(0, 10)) {
    gate.end(permit);
    gate.limited(permit, null, 100);
  }
  expect(gate.snapshot().limit).toBe(40);
});

test("each episode ends by the clock, so lasting limitation goes on cutting and does not freeze", () => {
  const gate = limiter({ start: 10, ceiling: 10 });
  const limits: number[] = [];
  for (let now = 0; now <= 60_000; now += 16_000) {
    const permit = gate.start(now);
    gate.end(permit);
    gate.limited(permit, null, now);
    limits.push(gate.snapshot().limit);
  }
  expect(limits).toEqual([8, 6, 4, 3]);
});

test("after the first limit growth is additive", () => {
  const gate = limiter({ start: 40, ceiling: 64 });
  const permit = gate.start(0);
  gate.end(permit);
  gate.limited(permit, null, 0);
  expect(gate.snapshot().limit).toBe(32);
  drive(gate, 32, 20_000);
  expect(gate.snapshot().limit).toBe(33);
});

test("a low peak in flight earns no growth", () => {
  const gate = limiter({ start: 20, ceiling: 64 });
  for (let i = 0; i < 100; i++) {
    const permit = gate.start(0);
    gate.end(permit);
    gate.success(permit, 0);
  }
  expect(gate.snapshot().limit).toBe(20);
});

test("errors of the service pause growth and cut nothing", () => {
  const gate = limiter({ start: 20, ceiling: 64 });
  drive(gate, 200, 0, (i) => (i % 10 === 0 ? "500" : "ok"));
  expect(gate.snapshot().limit).toBe(20);
});

test("a Retry-After shuts the account, then one probe goes, then all the others", () => {
  const gate = limiter({ start: 8, ceiling: 8 });
  const permit = gate.start(0);
  gate.end(permit);
  gate.limited(permit, 1000, 0);
  expect(gate.whenFree(999)).toBe(1000);
  expect(gate.whenFree(1000)).toBeNull();
  const probe = gate.start(1000);
  expect(gate.whenFree(1001)).toBe(Number.POSITIVE_INFINITY);
  gate.end(probe);
  gate.success(probe, 1020);
  expect(gate.whenFree(1020)).toBeNull();
  gate.start(1020);
  expect(gate.whenFree(1020)).toBeNull();
});

test("a success that began before the gate shut does not open it", () => {
  const gate = limiter({ start: 8, ceiling: 8 });
  const early = gate.start(0);
  const other = gate.start(0);
  gate.end(other);
  gate.limited(other, 1000, 5);
  gate.end(early);
  gate.success(early, 10);
  expect(gate.whenFree(10)).toBe(1005);
});

test("at the floor the gate probes with doubling gaps up to 65 seconds", () => {
  const gate = limiter({ start: 1, ceiling: 1 });
  const gaps: number[] = [];
  let now = 0;
  for (let i = 0; i < 9; i++) {
    const permit = gate.start(now);
    gate.end(permit);
    gate.limited(permit, null, now);
    const next = gate.whenFree(now)!;
    gaps.push(next - now);
    now = next;
  }
  expect(gaps).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 64000, 65000, 65000]);
});

test("a minute of 429s and then none: the limit comes back to 80 % of what it was, and the minute is not hammered", () => {
  const gate = limiter({ start: 20, ceiling: 64 });
  const answered: { limit: number; now: number }[] = [];
  let refused = 0;
  const inFlight: { permit: ReturnType<typeof gate.start>; endsAt: number }[] = [];
  const serviceMs = 200;
  for (let now = 0; now < 180_000; now += 10) {
    while (inFlight[0] !== undefined && inFlight[0].endsAt <= now) {
      const { permit } = inFlight.shift()!;
      gate.end(permit);
      const limited = now >= 10_000 && now < 70_000;
      if (limited) {
        refused++;
        gate.limited(permit, null, now);
      } else {
        gate.success(permit, now);
        answered.push({ limit: gate.snapshot().limit, now });
      }
    }
    while (gate.whenFree(now) === null) inFlight.push({ permit: gate.start(now), endsAt: now + serviceMs });
  }
  const before = answered.filter((one) => one.now < 10_000).at(-1)!.limit;
  const recovered = answered.find((one) => one.now >= 70_000 && one.limit >= 0.8 * before);
  expect(before).toBe(64);
  expect(recovered).toBeDefined();
  // The first episodes cut the limit; the schedule above holds each cell back for its own minute besides.
  expect(refused).toBeLessThan((60_000 / serviceMs) * 64);
  expect(recovered!.now - 70_000).toBeLessThan(60_000);
});
