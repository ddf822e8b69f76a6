import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** sha256 of the canonical JSON of `value`, as 64 hex digits. Equal values have equal hashes, whatever their key order. */
export function contentHash(value: unknown): string {
  return hash("sha256", canonicalJson(value), "hex");
}
