import { MissingKeyError } from "../../errors/input-errors.ts";
import type { ChatProvider, Env, ResolvedModel } from "../../providers/provider.ts";
import { canonicalJson } from "../../schema/canonical-json.ts";
import type { RosterEntry } from "../../schema/run/roster.ts";
import { faultText, RosterFaultsError } from "./roster-faults.ts";

export interface ResolvedSubject {
  readonly model: ResolvedModel;
  readonly provider: ChatProvider;
}

/**
 * Asks each entry's provider where its calls go. Missing keys are listed together; two entries that reach the same
 * model on the same account with the same parameters are refused, because their rows would be one endpoint counted twice.
 */
export function resolveRoster(
  source: string,
  entries: readonly RosterEntry[],
  providers: { get(name: string): ChatProvider },
  env: Env,
  options: { readonly tolerateMissingKeys?: boolean } = {},
): ResolvedSubject[] {
  const subjects: ResolvedSubject[] = [];
  const missing: string[] = [];
  const faults: string[] = [];
  for (const [index, entry] of entries.entries()) {
    try {
      const provider = providers.get(entry.provider);
      subjects.push({ provider, model: provider.resolve(entry, env) });
    } catch (error) {
      if (error instanceof MissingKeyError) {
        missing.push(...error.variables);
        if (options.tolerateMissingKeys)
          subjects.push(withoutKey(entry, providers.get(entry.provider), error.variables, env));
      } else faults.push(`[${index}] ${entry.id}: ${faultText(error, source)}`);
    }
  }
  faults.push(...sameEndpoint(subjects.map((subject) => subject.model)));
  if (faults.length > 0) throw new RosterFaultsError(source, faults);
  if (missing.length > 0 && !options.tolerateMissingKeys)
    throw new MissingKeyError([...new Set(missing)], { place: { file: source } });
  return subjects;
}

/** A subject for planning alone: its key is absent, so nothing can be sent for it. */
function withoutKey(
  entry: RosterEntry,
  provider: ChatProvider,
  variables: readonly string[],
  env: Env,
): ResolvedSubject {
  const stand = Object.fromEntries(variables.map((name) => [name, "absent"]));
  return { provider, model: provider.resolve(entry, { ...env, ...stand }) };
}

function sameEndpoint(models: readonly ResolvedModel[]): string[] {
  const seen = new Map<string, string>();
  const faults: string[] = [];
  for (const model of models) {
    if (model.provider === "simulated") continue;
    const key = `${model.account}\n${model.model}\n${canonicalJson(JSON.parse(JSON.stringify({ p: model.params, e: model.extra, r: model.route })))}`;
    const other = seen.get(key);
    if (other !== undefined)
      faults.push(
        `"${other}" and "${model.id}" are the same model on the same account; give one other params or remove it`,
      );
    seen.set(key, model.id);
  }
  return faults;
}
