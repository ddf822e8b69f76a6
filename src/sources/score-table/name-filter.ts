import { UnknownKeyError } from "../../errors/input-errors.ts";

/** Which entries of a side stay. Patterns are ids or names, `*` for anything; one that fits nothing is an error. */
export function keptByName(
  entries: readonly { readonly id: string; readonly name: string }[],
  flags: { readonly include: readonly string[]; readonly exclude: readonly string[]; readonly what: string },
): boolean[] {
  const fits = (pattern: string): ((entry: { id: string; name: string }) => boolean) => {
    const test = pattern.includes("*") ? globbed(pattern) : null;
    return ({ id, name }) => (test === null ? id === pattern || name === pattern : test.test(id) || test.test(name));
  };
  for (const pattern of [...flags.include, ...flags.exclude]) {
    if (!entries.some(fits(pattern))) {
      const error = new UnknownKeyError(pattern, entries.map(({ id }) => id).slice(0, 2_000));
      error.message = `no ${flags.what} is called "${pattern}"`;
      throw error;
    }
  }
  return entries.map((entry) => {
    const included = flags.include.length === 0 || flags.include.some((pattern) => fits(pattern)(entry));
    return included && !flags.exclude.some((pattern) => fits(pattern)(entry));
  });
}

function globbed(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
