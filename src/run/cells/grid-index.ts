import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { InvalidInputError } from "../../errors/input-errors.ts";
import type { PromptRow } from "../../schema/run/prompt-row.ts";
import { readJournalBatches } from "../../store/journal-lines.ts";

/** A grid on disk, read a row at a time: offsets, content hashes and block borders are all that stays in memory. */
export interface GridIndex {
  readonly file: string;
  readonly size: number;
  /** Size of the file. */
  readonly bytes: number;
  /** First row of each block of rows that share a cluster, and `size` at the end. */
  readonly blocks: Uint32Array;
  row(index: number): PromptRow;
  /** The row as it stands on disk, with snake_case keys. */
  rawRow(index: number): Readonly<Record<string, unknown>>;
  /** The row's content hash without reading the row. */
  contentHash(index: number): string;
  close(): void;
}

const hashMark = Buffer.from('"content_hash":"');
const clusterPattern = /"cluster_id":"((?:[^"\\]|\\.)*)"/;

/** A grid up to this size stays in memory: a read from the disk costs more than the rest of a row. */
const mostKeptBytes = 4 << 20;

/** Indexes a run's own `grid.jsonl`, which was checked row by row when it was written there. */
export async function openGrid(file: string): Promise<GridIndex> {
  const offsets: number[] = [];
  const lengths: number[] = [];
  const hashes: Buffer[] = [];
  const blocks: number[] = [];
  let cluster: string | null = null;
  for await (const batch of readJournalBatches(file)) {
    for (const { bytes, offset, line } of batch) {
      const at = bytes.indexOf(hashMark);
      const head = bytes.toString("latin1", 0, Math.min(bytes.length, 400));
      const found = clusterPattern.exec(head)?.[1] ?? clusterPattern.exec(bytes.toString("latin1"))?.[1];
      const hash =
        at < 0 ? null : Buffer.from(bytes.toString("latin1", at + hashMark.length, at + hashMark.length + 64), "hex");
      if (hash?.length !== 32 || found === undefined) {
        throw new InvalidInputError("this line is no prompt: it lacks content_hash or cluster_id", {
          place: { file, line },
          hint: "Build the grid with: assay eval build SUITE --out grid.jsonl",
        });
      }
      if (found !== cluster) blocks.push(offsets.length);
      cluster = found;
      offsets.push(offset);
      lengths.push(bytes.length);
      hashes.push(hash);
    }
  }
  return gridOf(file, offsets, lengths, hashes, blocks);
}

function gridOf(file: string, offsets: number[], lengths: number[], hashes: Buffer[], blocks: number[]): GridIndex {
  const size = offsets.length;
  if (size === 0) {
    throw new InvalidInputError("the grid is empty", {
      place: { file },
      hint: "Build it with: assay eval build SUITE --out grid.jsonl",
    });
  }
  const places = Float64Array.from(offsets);
  const spans = Uint32Array.from(lengths);
  const allHashes = Buffer.concat(hashes);
  const bytes = offsets[size - 1]! + lengths[size - 1]! + 1;
  const descriptor = openSync(file, "r");
  const kept = bytes <= mostKeptBytes ? readFileSync(descriptor) : null;
  const textOf = (index: number): string => {
    const [from, length] = [places[index]!, spans[index]!];
    if (kept !== null) return kept.toString("utf8", from, from + length);
    const row = Buffer.allocUnsafe(length);
    readSync(descriptor, row, 0, length, from);
    return row.toString("utf8");
  };
  const read = (index: number) => JSON.parse(textOf(index)) as Record<string, unknown>;
  return {
    file,
    size,
    bytes,
    blocks: Uint32Array.from([...blocks, size]),
    row: (index) => promptOf(read(index)),
    rawRow: read,
    contentHash: (index) => allHashes.toString("hex", index * 32, index * 32 + 32),
    close: () => closeSync(descriptor),
  };
}

/** The keys of one row, mapped by hand because it is done once a call. */
function promptOf(row: Readonly<Record<string, unknown>>): PromptRow {
  return {
    promptId: row["prompt_id"],
    tripletId: row["triplet_id"] ?? null,
    clusterId: row["cluster_id"],
    view: row["view"] ?? null,
    role: row["role"] ?? null,
    perspective: row["perspective"] ?? null,
    factors: row["factors"],
    messages: row["messages"],
    contentHash: row["content_hash"],
    suite: row["suite"],
    suiteVersion: row["suite_version"],
    metadata: row["metadata"] ?? {},
    ...(row["expected"] === undefined ? {} : { expected: row["expected"] }),
  } as PromptRow;
}
