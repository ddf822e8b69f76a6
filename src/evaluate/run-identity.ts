import { InvalidInputError } from "../errors/input-errors.ts";
import type { ResolvedModel } from "../providers/provider.ts";
import { canonicalJson } from "../schema/canonical-json.ts";
import type { SubjectParams } from "./subject-params.ts";

/** What makes two sessions the same run. More repeats and more models are allowed on resume; nothing else may differ. */
export interface RunIdentity {
  readonly suite: string;
  readonly suiteVersion: number;
  readonly suiteHash: string | null;
  readonly gridSha256: string;
  readonly repeats: number;
  readonly shuffleSeed: number;
  readonly subjects: Readonly<Record<string, unknown>>;
}

export function subjectIdentity(model: ResolvedModel, { params, dropped }: SubjectParams): unknown {
  const { provider, baseUrl, model: name, extra } = model;
  return JSON.parse(
    JSON.stringify({
      provider,
      base_url: baseUrl,
      model: name,
      params,
      params_dropped: dropped,
      extra,
      ...(model.route === undefined ? {} : { route: model.route }),
      simulate: model.entry.simulate ?? null,
    }),
  );
}

/** Refuses a resume whose settings differ from the recorded ones, key by key. */
export function checkSameRun(recorded: RunIdentity, asked: RunIdentity, file: string): void {
  const differences: string[] = [];
  const compare = (key: string, before: unknown, now: unknown) => {
    if (canonicalJson(before ?? null) === canonicalJson(now ?? null)) return;
    if (isMap(before) && isMap(now)) {
      for (const inner of new Set([...Object.keys(before), ...Object.keys(now)]))
        compare(`${key}.${inner}`, before[inner], now[inner]);
    } else differences.push(`${key}: was ${show(before)}, is now ${show(now)}`);
  };
  for (const key of ["suite", "suiteVersion", "suiteHash", "gridSha256", "shuffleSeed"] as const)
    compare(key, recorded[key], asked[key]);
  for (const [id, subject] of Object.entries(recorded.subjects)) {
    if (id in asked.subjects) compare(id, subject, asked.subjects[id]);
    else differences.push(`${id}: was in the run, is not among the models asked`);
  }
  if (asked.repeats < recorded.repeats) differences.push(`repeats: was ${recorded.repeats}, is now ${asked.repeats}`);
  if (differences.length === 0) return;
  throw new InvalidInputError(`this is not the run that was begun:\n  ${differences.join("\n  ")}`, {
    place: { file },
    hint: "Resume with the recorded settings, or begin a new run. More repeats, more models and higher limits are allowed.",
  });
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}
