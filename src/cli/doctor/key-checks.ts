import { access } from "node:fs/promises";
import { join } from "node:path";
import { AssayError } from "../../errors/assay-error.ts";
import { keyVariables } from "../../providers/key-variables.ts";
import type { Env } from "../../providers/provider.ts";
import { readRoster } from "../../run/roster/read-roster.ts";
import { absent, type Check, fault, ok } from "./check.ts";

/** Which keys are set, and which the roster here wants and has not. Names only. */
export async function keyChecks(env: Env, cwd: string): Promise<Check[]> {
  const names = Object.values(keyVariables);
  const set = names.filter((name) => env[name] !== undefined);
  const keys =
    set.length > 0
      ? ok("keys", `set: ${set.join(", ")}`)
      : absent("keys", `none of ${names.join(", ")} is set`, "Copy .env.example to .env and fill in those you use.");
  return [keys, await rosterCheck(env, cwd)];
}

async function rosterCheck(env: Env, cwd: string): Promise<Check> {
  const file = join(cwd, "models.json");
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (!there) return absent("models", "no models.json here", "Write one with: assay init");
  try {
    const { entries } = await readRoster(file);
    const wanted = entries.flatMap((entry) => entry.apiKeyEnv ?? keyVariables[entry.provider] ?? []);
    const missing = [...new Set(wanted)].filter((name) => env[name] === undefined).sort();
    const count = `models.json names ${entries.length} ${entries.length === 1 ? "model" : "models"}`;
    if (missing.length === 0)
      return ok("models", `${count}; ${wanted.length === 0 ? "no key is needed" : "keys are set"}`, true);
    return fault("models", `${count}; no value for ${missing.join(", ")}`, `Set it in .env: ${missing[0]}=…`, true);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return fault("models", error.message, error.hint ?? "Mend models.json.", true);
  }
}
