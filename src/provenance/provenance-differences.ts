import type { Provenance } from "../schema/provenance-record.ts";

export interface ProvenanceDifference {
  /** For example `git.commit` or `gpu.devices[0].name`. */
  path: string;
  /** As text; null where that side says nothing. */
  a: string | null;
  b: string | null;
}

/** What differs between where two results come from, in the order of the record. Equal sides give an empty list. */
export function provenanceDifferences(a: Provenance, b: Provenance): ProvenanceDifference[] {
  const left = leaves(a, "");
  const right = leaves(b, "");
  const paths = [...new Set([...left.keys(), ...right.keys()])];
  return paths
    .filter((path) => left.get(path) !== right.get(path))
    .map((path) => ({ path, a: left.get(path) ?? null, b: right.get(path) ?? null }));
}

function leaves(value: unknown, path: string, found = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) for (const [index, part] of value.entries()) leaves(part, `${path}[${index}]`, found);
  else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) leaves(part, path === "" ? key : `${path}.${key}`, found);
  } else if (value !== undefined && value !== null) found.set(path, String(value));
  return found;
}
