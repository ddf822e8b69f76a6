import { createHash } from "node:crypto";
import { z } from "zod";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { fromDisk, toDisk } from "../../../schema/codec.ts";
import { openJournal } from "../../../store/journal.ts";
import { type JournalLine, parseJournalLine } from "../../../store/journal-lines.ts";
import { revealMaskText } from "../masks/reveal-mask.ts";
import type { UniverseResult } from "./run-universes.ts";
import { parts, universeKey } from "./space.ts";
import type { World } from "./world.ts";

const figure = z
  .strictObject({
    value: z.number(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    cells: z.int(),
    models: z.int(),
  })
  .nullable();

const header = z.strictObject({ schema: z.literal("assay/multiverse-journal@1"), identity: z.string() });

const line = z.strictObject({
  universe: z.strictObject(
    Object.fromEntries(parts.map((part) => [part, z.string()])) as Record<(typeof parts)[number], z.ZodString>,
  ),
  models: z.int().nullable(),
  benchmarks: z.int().nullable(),
  missingFraction: z.number().nullable(),
  effectiveRank: z.int().nullable(),
  k: z.int().nullable(),
  subset: z.array(z.string()).nullable(),
  own: figure,
  canonical: figure,
  reason: z.string().nullable(),
});

export interface UniverseJournal {
  /** Universes that were finished before, by key. */
  readonly done: ReadonlyMap<string, UniverseResult>;
  /** Counts once `flush` has resolved. */
  append(result: UniverseResult): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Finished universes of a run that may be interrupted, one line each. Throws InvalidInputError for a journal of another
 * table, mask, seed or version, whose results would not be the same.
 */
export async function openUniverseJournal(file: string, identity: string): Promise<UniverseJournal> {
  const done = new Map<string, UniverseResult>();
  let first = true;
  const journal = await openJournal(file, {
    replay: (raw) => {
      const value = parseJournalLine(file, raw);
      if (first) checkHeader(value, raw, file, identity);
      else {
        const result = fromDisk(line, value, { file, line: raw.line });
        done.set(universeKey(result.universe), result);
      }
      first = false;
    },
  });
  const ignored = () => {};
  if (first)
    journal.append(JSON.stringify(toDisk(header, { schema: "assay/multiverse-journal@1", identity }))).catch(ignored);
  return {
    done,
    // A failed write comes out of the next flush; here it would be nobody's.
    append: (result) => void journal.append(JSON.stringify(toDisk(line, storable(result)))).catch(ignored),
    flush: () => journal.flush(),
    close: () => journal.close(),
  };
}

/** What makes two runs of a universe give the same result: tables, mask, seed, how many models are hidden at a time, version. */
export function worldIdentity({ tables, truth, mask, seed, together }: World, version: string): string {
  const hash = createHash("sha256");
  for (const [key, table] of [...tables, ["truth", truth] as const].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([key, table.models, table.benchmarks, table.cells]));
  }
  return hash.update(JSON.stringify([revealMaskText(mask), seed, together, version])).digest("hex");
}

function checkHeader(value: unknown, { line: at }: JournalLine, file: string, identity: string): void {
  const found = fromDisk(header, value, { file, line: at });
  if (found.identity === identity) return;
  throw new InvalidInputError("this journal is of a run on another table, mask, seed or version", {
    place: { file, line: at },
    hint: "Delete it to begin anew, or choose another --out.",
  });
}

function storable({ universe, subset, own, canonical, ...rest }: UniverseResult): z.output<typeof line> {
  const copied = (found: UniverseResult["own"]) => (found === null ? null : { ...found });
  return {
    ...rest,
    universe: { ...universe },
    subset: subset === null ? null : [...subset],
    own: copied(own),
    canonical: copied(canonical),
  };
}
