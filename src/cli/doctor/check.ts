/** One thing looked at. Words for people; nothing in it is a value of the environment. */
export interface Check {
  readonly id: string;
  /** ok: there and working. absent: not there. fault: there, and something is wrong with it. */
  readonly status: "ok" | "absent" | "fault";
  /** True when what is asked of assay here cannot work without it. */
  readonly needed: boolean;
  readonly found: string;
  /** What to do about it; null when it is ok. */
  readonly next: string | null;
}

export const ok = (id: string, found: string, needed = false): Check => ({
  id,
  status: "ok",
  needed,
  found,
  next: null,
});

export const absent = (id: string, found: string, next: string, needed = false): Check => ({
  id,
  status: "absent",
  needed,
  found,
  next,
});

export const fault = (id: string, found: string, next: string, needed = false): Check => ({
  id,
  status: "fault",
  needed,
  found,
  next,
});
