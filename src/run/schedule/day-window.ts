const dayMs = 86_400_000;

/** The day that `nowMs` falls into, as a zone counts days: [startMs, endMs). Days of 23 and 25 hours are such. */
export function dayWindow(zone: string, nowMs: number): { startMs: number; endMs: number } {
  const { year, month, day } = dateIn(zone, nowMs);
  const startMs = midnight(zone, year, month, day);
  // Noon of the next date is in that date whatever the clocks do in between.
  const next = dateIn(zone, startMs + 1.5 * dayMs);
  return { startMs, endMs: midnight(zone, next.year, next.month, next.day) };
}

/** Whether a name is a zone this machine knows. */
export function isZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

interface ZoneDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA-u-ca-gregory-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}

function fieldsIn(zone: string, atMs: number): Record<string, number> {
  return Object.fromEntries(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
}

function dateIn(zone: string, atMs: number): ZoneDate {
  const { year, month, day } = fieldsIn(zone, atMs) as unknown as ZoneDate;
  return { year, month, day };
}

/** The first instant of a date in a zone. Where the clock skips midnight, the instant it skips to. */
function midnight(zone: string, year: number, month: number, day: number): number {
  const asUtc = Date.UTC(year, month - 1, day);
  let at = asUtc;
  // The offset hangs on the instant and the instant on the offset; two rounds settle it on every zone in use.
  for (let round = 0; round < 3; round++) at = asUtc - offsetAt(zone, at);
  return dateIn(zone, at).day === day ? at : at + 3_600_000;
}

function offsetAt(zone: string, atMs: number): number {
  const { year, month, day, hour, minute, second } = fieldsIn(zone, atMs);
  return Date.UTC(year!, month! - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
}
