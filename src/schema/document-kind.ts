import { z } from "zod";
import { sha256, slugText, timestamp, toolVersion } from "./common-fields.ts";
import { onDisk } from "./disk-key.ts";

export type DiskObject = Record<string, unknown>;

/** A kind of document: its schema, and what reading and writing one needs to know. Made by `documentKind`. */
export interface DocumentKind<S extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  readonly version: number;
  /** `assay/<kind>@<version>`. */
  readonly tag: string;
  /** What the record is for, in a sentence. */
  readonly about: string;
  readonly schema: S;
  /** The key that holds the content hash on disk. */
  readonly hashKey: string;
  /** The part of a document, as on disk, that its content hash covers; null when the hash lies elsewhere. */
  readonly hashedPart: (document: DiskObject) => unknown;
  /** From each older version to the next, on the form on disk. */
  readonly migrations: Readonly<Record<number, (document: DiskObject) => DiskObject>>;
}

export type DocumentOf<K extends DocumentKind> = z.output<K["schema"]>;

interface KindOptions<F extends z.ZodRawShape, A extends boolean> {
  kind: string;
  about: string;
  fields: F;
  version?: number;
  /** People write these by hand: time, tool and hash may be absent. */
  authored?: A;
  hashKey?: string;
  hashedPart?: DocumentKind["hashedPart"];
  migrations?: DocumentKind["migrations"];
}

/**
 * Defines a kind of document from its own fields; `schema`, `id`, `createdAt`, `tool` and `contentHash` are added. Every
 * study can define kinds of its own this way.
 */
export function documentKind<F extends z.ZodRawShape, A extends boolean = false>(options: KindOptions<F, A>) {
  const { kind, about, fields, version = 1, hashKey = "content_hash", hashedPart = withoutBookkeeping } = options;
  const tag = `assay/${kind}@${version}`;
  const header = {
    schema: z.literal(tag).describe("Kind and version of this document."),
    id: slugText.describe("Name of this document: a slug, never a path."),
  };
  const written = {
    createdAt: timestamp.describe("When this document was written, UTC."),
    tool: toolVersion.describe("The Assay that wrote it."),
    contentHash: onDisk(hashKey, sha256).describe(
      "sha256 of the canonical JSON (RFC 8785) of this document, leaving out the hash itself and the time of writing.",
    ),
  };
  const bookkeeping = (
    options.authored
      ? {
          createdAt: written.createdAt.optional().describe("When this document was written, UTC."),
          tool: written.tool.optional().describe("The Assay that wrote it, where one did."),
          contentHash: written.contentHash
            .optional()
            .describe("sha256 of the canonical JSON; checked where it is given."),
        }
      : written
  ) as A extends true ? { [K in keyof typeof written]: z.ZodOptional<(typeof written)[K]> } : typeof written;
  return {
    kind,
    version,
    tag,
    about,
    schema: z.strictObject({ ...header, ...bookkeeping, ...fields }),
    hashKey,
    hashedPart: hashedPart === withoutBookkeeping ? (disk) => withoutBookkeeping(disk, hashKey) : hashedPart,
    migrations: options.migrations ?? {},
  } satisfies DocumentKind;
}

function withoutBookkeeping(document: DiskObject, hashKey = "content_hash"): DiskObject {
  const { [hashKey]: _hash, created_at: _createdAt, ...rest } = document;
  return rest;
}
