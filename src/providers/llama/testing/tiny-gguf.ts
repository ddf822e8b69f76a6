/**
 * A model of a few kilobytes that answers "Hi" to everything: a llama of one layer without attention to speak of, whose
 * next token hangs on the last one alone. `endless` never ends its answer.
 */
export function tinyGguf({ endless = false }: { endless?: boolean } = {}): Buffer {
  const width = 32;
  const tokens = ["<unk>", "<s>", "</s>", ...Array.from({ length: 256 }, (_, i) => byteToken(i)), "H", "i", "\u2581"];
  const types = tokens.map((_, i) => (i === 0 ? 2 : i < 3 ? 3 : i < 259 ? 6 : 1));
  const [h, i, end] = [259, 260, 2];
  // Token → what it leads to: anything to H, H to i, i to the end.
  const embedding = tokens.map((_, token) => oneHot(width, token === h ? 1 : token === i ? 2 : 0));
  const output = tokens.map((_, token) => {
    if (token === h) return oneHot(width, endless ? 2 : 0, 4);
    if (token === i) return oneHot(width, 1, 4);
    return token === end && !endless ? oneHot(width, 2, 4) : new Array<number>(width).fill(0);
  });
  if (endless) output[h] = oneHot(width, 0, 4).map((value, at) => (at === 2 ? 4 : value));
  const ones = new Array<number>(width).fill(1);
  const none = new Array<number>(width * width).fill(0);
  const tensors: [name: string, shape: number[], values: number[]][] = [
    ["token_embd.weight", [width, tokens.length], embedding.flat()],
    ["output_norm.weight", [width], ones],
    ["output.weight", [width, tokens.length], output.flat()],
    ["blk.0.attn_norm.weight", [width], ones],
    ["blk.0.attn_q.weight", [width, width], none],
    ["blk.0.attn_k.weight", [width, width], none],
    ["blk.0.attn_v.weight", [width, width], none],
    ["blk.0.attn_output.weight", [width, width], none],
    ["blk.0.ffn_norm.weight", [width], ones],
    ["blk.0.ffn_gate.weight", [width, width], none],
    ["blk.0.ffn_up.weight", [width, width], none],
    ["blk.0.ffn_down.weight", [width, width], none],
  ];
  const facts: [key: string, value: Buffer][] = [
    ["general.architecture", text("llama")],
    ["llama.context_length", u32(2048)],
    ["llama.embedding_length", u32(width)],
    ["llama.block_count", u32(1)],
    ["llama.feed_forward_length", u32(width)],
    ["llama.attention.head_count", u32(2)],
    ["llama.attention.layer_norm_rms_epsilon", f32(1e-5)],
    ["llama.rope.dimension_count", u32(width / 2)],
    ["tokenizer.ggml.model", text("llama")],
    ["tokenizer.ggml.tokens", list(8, tokens.map(bare))],
    [
      "tokenizer.ggml.scores",
      list(
        6,
        tokens.map((_, at) => float(-at)),
      ),
    ],
    ["tokenizer.ggml.token_type", list(5, types.map(int))],
    ["tokenizer.ggml.bos_token_id", u32(1)],
    ["tokenizer.ggml.eos_token_id", u32(end)],
    ["tokenizer.ggml.unknown_token_id", u32(0)],
  ];
  const head = [Buffer.from("GGUF"), int(3), u64(tensors.length), u64(facts.length)];
  for (const [key, value] of facts) head.push(bare(key), value);
  let offset = 0;
  for (const [name, shape, values] of tensors) {
    head.push(bare(name), int(shape.length), ...shape.map(u64), int(0), u64(offset));
    offset += padded(values.length * 4);
  }
  const front = Buffer.concat(head);
  const parts = [front, Buffer.alloc(padded(front.length) - front.length)];
  for (const [, , values] of tensors) {
    const bytes = Buffer.from(Float32Array.from(values).buffer);
    parts.push(bytes, Buffer.alloc(padded(bytes.length) - bytes.length));
  }
  return Buffer.concat(parts);
}

function byteToken(value: number): string {
  return `<0x${value.toString(16).toUpperCase().padStart(2, "0")}>`;
}

function oneHot(width: number, at: number, value = 1): number[] {
  return Array.from({ length: width }, (_, i) => (i === at ? value : 0));
}

const padded = (length: number) => Math.ceil(length / 32) * 32;

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function bare(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

const text = (value: string) => Buffer.concat([int(8), bare(value)]);
const u32 = (value: number) => Buffer.concat([int(4), int(value)]);
const f32 = (value: number) => Buffer.concat([int(6), float(value)]);
const list = (type: number, items: Buffer[]) => Buffer.concat([int(9), int(type), u64(items.length), ...items]);
