/** Numbers names in the order they are first seen. */
export interface NameIndex {
  /** The name's number; a new name gets the next one. "" is −1: no name. */
  at(name: string): number;
  readonly names: readonly string[];
}

export function nameIndex(): NameIndex {
  const known = new Map<string, number>();
  const names: string[] = [];
  // Rows of one model stand together: most names are those of the row before.
  let [last, lastAt] = ["", -1];
  return {
    names,
    at: (name) => {
      if (name === last) return lastAt;
      if (name === "") return -1;
      const found = known.get(name);
      if (found !== undefined) {
        [last, lastAt] = [names[found]!, found];
        return found;
      }
      // A field cut from a chunk keeps the whole chunk alive; its copy does not.
      const own = Buffer.from(name, "utf8").toString("utf8");
      known.set(own, names.length);
      names.push(own);
      return names.length - 1;
    },
  };
}
