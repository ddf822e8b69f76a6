/** What entries are called in files: by name, with the id in brackets where a name is not alone. By id, in their order. */
export function namesById(entries: readonly { readonly id: string; readonly name: string }[]): Map<string, string> {
  const seen = new Map<string, number>();
  for (const { name } of entries) seen.set(name, (seen.get(name) ?? 0) + 1);
  return new Map(entries.map(({ id, name }) => [id, seen.get(name) === 1 ? name : `${name} (${id})`]));
}

/** Figures by benchmark id, by name instead. */
export function byName(
  values: Readonly<Record<string, number>>,
  entries: readonly { readonly id: string; readonly name: string }[],
): Record<string, number> {
  const names = namesById(entries);
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [names.get(id)!, value]));
}
