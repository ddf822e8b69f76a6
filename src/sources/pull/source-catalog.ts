import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import { InvalidOptionError } from "../../errors/statistics-errors.ts";

/** One public file of scores. */
export interface SourceEdition {
  readonly url: string;
  readonly license: string;
  readonly attribution: string;
}

/** What `assay pull` knows, by name and edition. */
const catalog = {
  benchpress: {
    "1": {
      url: "https://raw.githubusercontent.com/anadim/llm-benchmark-matrix/main/data/llm_benchmark_data.json",
      license: "MIT",
      attribution: "anadim/llm-benchmark-matrix",
    },
    "2": {
      url: "https://raw.githubusercontent.com/microsoft/benchpress/main/website/data.json",
      license: "MIT; data CDLA-Permissive-2.0",
      attribution: "microsoft/benchpress",
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, SourceEdition>>>>;

export const pullSources = Object.keys(catalog);

/** The edition of a source; an unknown one names the nearest or those there are. */
export function sourceEdition(name: string, edition: string): SourceEdition {
  const editions: Readonly<Record<string, SourceEdition>> | undefined = Object.hasOwn(catalog, name)
    ? catalog[name as keyof typeof catalog]
    : undefined;
  if (editions === undefined) {
    const nearest = nearestName(name, pullSources);
    throw new InvalidInputError(`there is no source "${name}"`, {
      hint: nearest === null ? `Sources: ${pullSources.join(", ")}.` : `Did you mean "${nearest}"?`,
    });
  }
  const found = Object.hasOwn(editions, edition) ? editions[edition] : undefined;
  if (found !== undefined) return found;
  throw new InvalidOptionError("--edition", edition, `${name} has editions ${Object.keys(editions).join(" and ")}`);
}
