import { rngStream } from "../../stats/chance/rng-stream.ts";

/**
 * Row numbers in the order they are asked: blocks (a triplet with all its views) shuffled anew for each repeat, rows
 * of a block together, so that drift of a service does not align with a factor. `blocks` ends with the row count.
 */
export function* cellOrder(blocks: Uint32Array, repeat: number, seed: number | string): Generator<number> {
  const count = blocks.length - 1;
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const rng = rngStream(seed, "order", String(repeat));
  for (let i = count - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  for (const block of order) {
    for (let row = blocks[block]!; row < blocks[block + 1]!; row++) yield row;
  }
}
