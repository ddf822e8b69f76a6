import { InvalidInputError, UnknownKeyError } from "../../../errors/input-errors.ts";
import { nearestName } from "../../../errors/nearest-name.ts";
import { InvalidOptionError } from "../../../errors/statistics-errors.ts";
import { finiteScore } from "../cells/parse-score.ts";
import type { CellColumns } from "../cells/score-rows.ts";
import type { Reading } from "./candidate.ts";
import type { FoundReadings } from "./find-readings.ts";
import type { RecordSet } from "./record-set.ts";

export interface MappedReading {
  readonly reading: Reading;
  readonly modelsFirst: boolean;
  readonly extra: CellColumns;
}

const roles = ["model", "benchmark", "score", "se", "source", "date", "setting", "status"] as const;
const part = new RegExp(`,(?=(?:${roles.join("|")})=)`);
const usage =
  "--map takes PATH:model=…,benchmark=…,score=…, for example '$.scores[*]:model=model_id,benchmark=task,score=value'";

/**
 * The reading that `--map` asks for. `@columns` says that the headings are that side, and `score=*` (or `scores.*`) which
 * of them; several columns joined by + name a benchmark together; the sides of a rectangle are named by the paths of
 * their lists.
 */
export function mappedReading(text: string, { sets, readings }: FoundReadings): MappedReading {
  const [, path, list] = /^(.+?):((?:model|benchmark|score|se|source|date|setting|status)=.*)$/.exec(text.trim()) ?? [];
  if (path === undefined || list === undefined)
    throw new InvalidOptionError("--map", text, "it has no path and roles", usage);
  const given = new Map<string, string>();
  for (const entry of list.split(part)) {
    const [role, ...value] = entry.split("=");
    given.set(role!, value.join("=").trim());
  }
  for (const role of ["model", "benchmark", "score"]) {
    if (!given.get(role)) throw new InvalidOptionError("--map", text, `it does not say ${role}=…`, usage);
  }
  const [model, benchmark, score] = [given.get("model")!, given.get("benchmark")!, given.get("score")!];
  const dense = readings.find((reading) => reading.shape === "dense" && reading.set.path === path);
  if (dense !== undefined) return denseMapping(dense, model, benchmark);
  const set = sets.find((entry) => entry.path === path || entry.path.endsWith(`#${path}`));
  if (set === undefined)
    throw unknownPath(path, [...sets.map((entry) => entry.path), ...readings.map((reading) => reading.set.path)]);
  const wide = model === "@columns" || benchmark === "@columns";
  if (wide) return wideMapping(set, { model, benchmark, score });
  const second = benchmark.split("+").map((key) => columnOf(set, key));
  const extra: Record<string, number> = {};
  for (const [role, key] of given) {
    if (["model", "benchmark", "score"].includes(role)) continue;
    extra[role === "se" ? "standardError" : role] = columnOf(set, key);
  }
  const cells = { kind: "long", first: columnOf(set, model), second, score: columnOf(set, score) } as const;
  const shape = [model, benchmark].every((key) => key.startsWith("@")) ? "nested" : "long";
  return { reading: { shape, set, cells, first: model, second: benchmark }, modelsFirst: true, extra };
}

function denseMapping(reading: Reading, model: string, benchmark: string): MappedReading {
  const straight = reading.first === model && reading.second === benchmark;
  const turned = reading.first === benchmark && reading.second === model;
  if (!straight && !turned)
    throw unknownPath(reading.first === model ? benchmark : model, [reading.first, reading.second]);
  return { reading, modelsFirst: straight, extra: {} };
}

function wideMapping(set: RecordSet, roles: { model: string; benchmark: string; score: string }): MappedReading {
  const modelsFirst = roles.benchmark === "@columns";
  const first = modelsFirst ? roles.model : roles.benchmark;
  const id = columnOf(set, first);
  if (!roles.score.endsWith("*")) {
    throw new InvalidOptionError(
      "--map",
      roles.score,
      "with @columns the score is * or a beginning, as in scores.*",
      usage,
    );
  }
  const prefix = roles.score.slice(0, -1);
  const values = set.columns.flatMap((key, column) =>
    column !== id && key.startsWith(prefix) && !/^[@^]/.test(key) ? [{ column, name: key.slice(prefix.length) }] : [],
  );
  const numeric = values.filter(({ column }) => set.sample.some(({ cells }) => finiteScore(cells[column]) !== null));
  if (numeric.length === 0)
    throw new InvalidInputError(`no column of ${set.path} begins with "${prefix}" and holds numbers`);
  const reading: Reading = {
    shape: first.startsWith("@") ? "nested" : "wide",
    set,
    cells: { kind: "wide", id, values: numeric },
    first,
    second: "@columns",
  };
  return { reading, modelsFirst, extra: {} };
}

function columnOf(set: RecordSet, key: string): number {
  const found = set.columns.indexOf(key);
  if (found !== -1) return found;
  throw new UnknownKeyError(key, set.columns, { place: { path: set.path } });
}

function unknownPath(path: string, known: readonly string[]): InvalidInputError {
  const all = [...new Set(known)];
  const nearest = nearestName(path, all);
  return new InvalidInputError(`there are no records at ${path}`, {
    hint: nearest === null ? `There are some at ${all.slice(0, 8).join(", ")}.` : `Did you mean ${nearest}?`,
  });
}
