import { inflateSync } from "node:zlib";

const signature = [137, 80, 78, 71, 13, 10, 26, 10];
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** True when every pixel of a PNG (8 bits a channel, not interlaced) has one and the same colour. Throws on other files. */
export function isBlankPng(png: Uint8Array): boolean {
  const { width, height, channels, data } = readPng(png);
  const stride = width * channels;
  let above = new Uint8Array(stride);
  let first: Uint8Array | null = null;
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1);
    const row = unfilter(data[start]!, data.subarray(start + 1, start + 1 + stride), above, channels);
    first ??= row.slice(0, channels);
    for (let i = 0; i < stride; i++) if (row[i] !== first[i % channels]) return false;
    above = row;
  }
  return true;
}

function readPng(png: Uint8Array): { width: number; height: number; channels: number; data: Uint8Array } {
  if (!signature.every((byte, i) => png[i] === byte)) throw new Error("not a PNG");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts: Uint8Array[] = [];
  let [width, height, channels] = [0, 0, 0];
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    const body = at + 8;
    if (type === "IHDR") {
      [width, height] = [view.getUint32(body), view.getUint32(body + 4)];
      channels = channelsOf[png[body + 9]!] ?? 0;
      if (png[body + 8] !== 8 || channels === 0 || png[body + 12] !== 0) throw new Error("a kind of PNG not read here");
    }
    if (type === "IDAT") parts.push(png.subarray(body, body + length));
    at = body + length + 4;
  }
  return { width, height, channels, data: inflateSync(Buffer.concat(parts)) };
}

/** One scan line without its filter, as the PNG specification defines the five of them. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, channels: number): Uint8Array<ArrayBuffer> {
  const row = new Uint8Array(line);
  for (let i = 0; i < row.length; i++) {
    const left = i < channels ? 0 : row[i - channels]!;
    const up = above[i]!;
    const corner = i < channels ? 0 : above[i - channels]!;
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    row[i] = row[i]! + guess;
  }
  return row;
}

function paeth(left: number, up: number, corner: number): number {
  const distances = [left, up, corner].map((value) => Math.abs(left + up - corner - value));
  const [toLeft, toUp, toCorner] = distances as [number, number, number];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
