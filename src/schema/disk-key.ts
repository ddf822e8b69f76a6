import { z } from "zod";

const overrides = z.registry<{ key: string }>();

/**
 * Gives one field a key on disk that the rule (`costUsd` ↔ `cost_usd`) would not: `onDisk("energy_rank_90", z.number())`.
 * For formats others fixed before us.
 */
export function onDisk<S extends z.ZodType>(key: string, schema: S): S {
  const named = schema.clone();
  overrides.add(named, { key });
  return named;
}

/** The key a field is stored under: its override, or its name with `_` before each capital. */
export function diskKey(name: string, schema: z.core.$ZodType): string {
  return overrideOf(schema) ?? name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/** An override may sit under `.optional()`, `.nullable()` or a default. */
function overrideOf(schema: z.core.$ZodType): string | undefined {
  const own = overrides.get(schema)?.key;
  const def = schema._zod.def as { innerType?: z.core.$ZodType };
  return own ?? (def.innerType === undefined ? undefined : overrideOf(def.innerType));
}
