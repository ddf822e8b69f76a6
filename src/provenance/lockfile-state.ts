import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { LockfileState } from "../schema/provenance-record.ts";

const names = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "uv.lock",
  "poetry.lock",
  "Pipfile.lock",
  "conda-lock.yml",
  "Cargo.lock",
];
const levels = 8;

/** The lock file nearest to `folder`, looking upwards. Its name and hash, not its place. */
export async function lockfileState(folder: string): Promise<LockfileState> {
  let here = resolve(folder);
  for (let level = 0; level < levels; level++) {
    for (const name of names) {
      const sha256 = await hashFile(join(here, name)).catch(() => null);
      if (sha256 !== null) return { status: "present", name, sha256 };
    }
    if (here === dirname(here)) break;
    here = dirname(here);
  }
  return { status: "absent", why: "no lock file here or above" };
}

/** sha256 of a file's bytes, streaming. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
