/**
 * Tick values of a logarithmic axis from `low` to `high`, both above 0: powers of ten, and their doubles and fivefolds
 * where the axis spans less than two and a half decades.
 */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const steps = Math.log10(high / low) < 2.5 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = first; power <= last; power++) {
    for (const step of steps) {
      const tick = Number(`${step}e${power}`);
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

/** 0.002, 5, 20 000: a number as a person would write it on an axis. */
export function plainTick(value: number): string {
  return value < 1e4 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, " ");
}
