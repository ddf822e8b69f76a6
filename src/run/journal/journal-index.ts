/** What a journal line settles: one repeat of a cell, or a turn of it, at stage answer or by one judge. */
export interface EntryKey {
  /** 64 hex digits. */
  readonly cell: string;
  readonly repeat: number;
  readonly stage: "answer" | "judge" | "task";
  /** Names the question of a judge, or of a task. */
  readonly judge: string | null;
  /** A turn before the last of its conversation, from 0; absent: the cell itself. */
  readonly turn?: number | null;
}

export interface JournalEntry {
  readonly offset: number;
  readonly length: number;
  /** Index into `outcomes` of src/schema. */
  readonly outcome: number;
}

/** Keys of effective journal lines with their places; 32 bytes an entry, so that a million fit in memory. */
export interface JournalIndex {
  readonly size: number;
  get(key: EntryKey): JournalEntry | null;
  /** False when the key is there already and `replace` is not asked for: the first final line is the effective one. */
  add(key: EntryKey, entry: JournalEntry, replace?: boolean): boolean;
  /** The entry that the last `add` made or replaced, as one 32-byte record. */
  lastAdded(): Uint8Array;
  /** All entries as 32-byte records, for the sidecar file. */
  toBytes(): Uint8Array;
}

const recordWords = 8;
export const entryBytes = 4 * recordWords;
const maxLoad = 0.6;

/** Open addressing over one Uint32Array: four key words, offset (two words), length, outcome + 1 (0 marks a free slot). */
export function journalIndex(known: readonly Uint8Array[] = []): JournalIndex {
  let capacity = 1024;
  let table = new Uint32Array(capacity * recordWords);
  let size = 0;
  let last = 0;
  const key = new Uint32Array(4);

  const slotOf = (words: Uint32Array, at: number): number => {
    const mask = capacity - 1;
    let slot = (words[at]! ^ Math.imul(words[at + 1]!, 0x9e3779b1)) & mask;
    for (;;) {
      const base = slot * recordWords;
      if (table[base + 7] === 0) return base;
      if (
        table[base] === words[at] &&
        table[base + 1] === words[at + 1] &&
        table[base + 2] === words[at + 2] &&
        table[base + 3] === words[at + 3]
      )
        return base;
      slot = (slot + 1) & mask;
    }
  };
  const growTo = (wanted: number) => {
    if (wanted <= capacity * maxLoad) return;
    const old = table;
    while (wanted > capacity * maxLoad) capacity *= 2;
    table = new Uint32Array(capacity * recordWords);
    for (let base = 0; base < old.length; base += recordWords) {
      if (old[base + 7] !== 0) copyEntry(old, base, slotOf(old, base));
    }
  };
  // A loop beats a subarray and a set, which make an object an entry.
  const copyEntry = (from: Uint32Array, base: number, to: number) => {
    for (let i = 0; i < recordWords; i++) table[to + i] = from[base + i]!;
  };
  growTo(known.reduce((sum, bytes) => sum + bytes.length / entryBytes, 0));
  for (const bytes of known) {
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
    for (let base = 0; base < words.length; base += recordWords) {
      const slot = slotOf(words, base);
      if (table[slot + 7] === 0) size++;
      copyEntry(words, base, slot);
    }
  }
  return {
    get size() {
      return size;
    },
    get(wanted) {
      keyWords(wanted, key);
      const base = slotOf(key, 0);
      if (table[base + 7] === 0) return null;
      return {
        offset: table[base + 4]! + table[base + 5]! * 2 ** 32,
        length: table[base + 6]!,
        outcome: table[base + 7]! - 1,
      };
    },
    add(wanted, entry, replace = false) {
      growTo(size + 1);
      keyWords(wanted, key);
      const base = slotOf(key, 0);
      const known = table[base + 7] !== 0;
      if (known && !replace) return false;
      if (!known) size++;
      table.set(key, base);
      table[base + 4] = entry.offset >>> 0;
      table[base + 5] = Math.floor(entry.offset / 2 ** 32);
      table[base + 6] = entry.length;
      table[base + 7] = entry.outcome + 1;
      last = base;
      return true;
    },
    lastAdded: () => new Uint8Array(table.slice(last, last + recordWords).buffer),
    toBytes() {
      const out = new Uint32Array(size * recordWords);
      let at = 0;
      for (let base = 0; base < table.length; base += recordWords) {
        if (table[base + 7] === 0) continue;
        out.set(table.subarray(base, base + recordWords), at);
        at += recordWords;
      }
      return new Uint8Array(out.buffer);
    },
  };
}

/** The first 128 bits of the cell's hash, mixed with repeat, stage and judge: injective in the repeat for one cell. */
function keyWords(key: EntryKey, into: Uint32Array): void {
  const { cell } = key;
  for (let i = 0; i < 4; i++) {
    let word = 0;
    for (let at = 8 * i; at < 8 * i + 8; at++) {
      const code = cell.charCodeAt(at);
      word = (word << 4) | (code < 58 ? code - 48 : code - 87);
    }
    into[i] = word;
  }
  into[1]! ^= Math.imul(key.repeat + 1, 0x85ebca6b);
  if (key.stage !== "answer") {
    const name = key.stage === "judge" ? (key.judge ?? "") : `task ${key.judge}`;
    into[2]! ^= textHash(name, 0x811c9dc5);
    into[3]! ^= textHash(name, 0x9747b28c);
  }
  if (key.turn != null) {
    into[2]! ^= Math.imul(key.turn + 1, 0xc2b2ae35);
    into[3]! ^= Math.imul(key.turn + 1, 0x27d4eb2f);
  }
}

/** FNV-1a with a chosen basis. */
function textHash(text: string, basis: number): number {
  let value = basis;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value ^ 0x5bd1e995) >>> 0;
}
