import { hash } from "node:crypto";
import { type Rng, rngFrom } from "../../stats/chance/rng.ts";
import { xoshiro128 } from "../../stats/chance/xoshiro128.ts";

/** A stream of chance named by its parts: the same parts give the same draws on every machine. */
export function drawFrom(...parts: readonly (string | number)[]): Rng {
  const digest = hash("sha256", `assay-simulation/1\u0000${parts.join("\u0000")}`, "buffer");
  const state = [digest.readUInt32BE(0), digest.readUInt32BE(4), digest.readUInt32BE(8), digest.readUInt32BE(12) | 1];
  const generator = xoshiro128(state);
  return rngFrom({
    nextUint32: () => generator.nextUint32(),
    jump: () => generator.jump(),
    fork: (name) => drawFrom(...parts, name),
    seed: String(parts[0] ?? ""),
    stream: parts.slice(1).map(String),
  });
}
