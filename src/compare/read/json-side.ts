import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import { contentHash } from "../../schema/content-hash.ts";
import { type Facts, type Fit, type Measured, noFacts, type Observation, unnamedMetric } from "../side.ts";
import { numberCell, textCell } from "./table.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * One side of a JSON object: an array of numbers (`seeds` beside it gives the seeds), an object of such arrays by
 * metric, `{value, se | low, high | n}`, or a player of a fit `{players, values, covariance}`.
 */
export function jsonMetrics(value: unknown, key: string | null, file: string, ref = file): Map<string, Measured> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidInputError("an object of number arrays was expected", { place: { file } });
  }
  const object = value as JsonObject;
  const fit = key === null ? null : fitOf(object, key, file, ref);
  if (fit !== null) return new Map([["strength", { observations: [], summary: null, fit, facts: noFacts }]]);
  const sides = Object.keys(object).filter((name) => name !== "seeds" && isSide(object[name]));
  const wanted = key ?? (sides.length === 1 ? sides[0]! : null);
  if (wanted !== null && !sides.includes(wanted) && Array.isArray(object[wanted])) {
    // Named and there, but not all numbers: say which.
    arrayMeasured(object[wanted], null, noFacts, wanted, file);
    throw new InvalidInputError(`"${wanted}" is empty`, { place: { file, path: wanted } });
  }
  if (wanted === null || !sides.includes(wanted)) {
    const nearest = wanted === null ? null : nearestName(wanted, sides);
    throw new InvalidInputError(
      wanted === null ? "this file holds several sides" : `there is no side "${wanted}" in this file`,
      {
        place: { file },
        hint:
          nearest !== null
            ? `Did you mean ${ref}#${nearest}?`
            : sides.length === 0
              ? "It holds no array of numbers."
              : `Name one: ${sides
                  .slice(0, 12)
                  .map((side) => `${ref}#${side}`)
                  .join(", ")}.`,
      },
    );
  }
  const facts = factsOf(object);
  const seeds = Array.isArray(object["seeds"]) ? object["seeds"] : null;
  const side = object[wanted];
  if (Array.isArray(side)) return new Map([[unnamedMetric, arrayMeasured(side, seeds, facts, wanted, file)]]);
  const parts = side as JsonObject;
  if ("value" in parts) {
    const number = (name: string) => numberCell(parts[name]) ?? null;
    const [low, high] = [number("low"), number("high")];
    const ci = low === null || high === null ? null : { low, high, level: number("level") ?? 0.95 };
    const summary = { value: number("value"), se: number("se"), ci, n: number("n") };
    return new Map([[unnamedMetric, { observations: [], summary, fit: null, facts }]]);
  }
  const own = Array.isArray(parts["seeds"]) ? parts["seeds"] : seeds;
  return new Map(
    Object.entries(parts).flatMap(([name, list]): [string, Measured][] =>
      name !== "seeds" && isNumbers(list) ? [[name, arrayMeasured(list, own, facts, `${wanted}.${name}`, file)]] : [],
    ),
  );
}

/** A file that is one list of numbers: each is a run of its own. */
export function listMetrics(list: readonly unknown[], file: string): Map<string, Measured> {
  return new Map([[unnamedMetric, arrayMeasured(list, null, noFacts, "list", file)]]);
}

/** True for a list whose first entry is a number, not a row. */
export function isNumberList(value: readonly unknown[]): boolean {
  return typeof value[0] === "number";
}

/** The numbers of a list typed on the command line; each is a run of its own. */
export function literalMetrics(text: string): Map<string, Measured> {
  const values = text.split(",").map((part) => Number(part));
  return new Map([[unnamedMetric, arrayMeasured(values, null, noFacts, "list", text)]]);
}

/** True for text such as `0.81,0.79,0.83`. */
export function isLiteral(text: string): boolean {
  const number = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";
  return new RegExp(`^\\s*${number}(?:\\s*,\\s*${number})*\\s*$`).test(text);
}

function arrayMeasured(
  list: readonly unknown[],
  seeds: readonly unknown[] | null,
  facts: Facts,
  path: string,
  file: string,
): Measured {
  if (seeds !== null && seeds.length !== list.length) {
    throw new InvalidInputError(`it has ${list.length} values and ${seeds.length} seeds`, { place: { file, path } });
  }
  const observations = list.map((cell, i): Observation => {
    const value = numberCell(cell);
    if (value === undefined) {
      throw new InvalidInputError("this is not a number", { place: { file, path: `${path}[${i}]` } });
    }
    const seed = seeds === null ? null : textCell(seeds[i]);
    return { itemId: null, seed, repeat: null, clusterId: null, value, line: null };
  });
  return { observations, summary: null, fit: null, facts };
}

function isNumbers(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every((cell) => numberCell(cell) !== undefined);
}

function isSide(value: unknown): boolean {
  if (Array.isArray(value)) return isNumbers(value);
  if (typeof value !== "object" || value === null) return false;
  return "value" in value || Object.values(value).some(isNumbers);
}

function fitOf(object: JsonObject, key: string, file: string, ref: string): Fit | null {
  const { players, values, covariance } = object;
  if (!Array.isArray(players) || !isNumbers(values) || !Array.isArray(covariance)) return null;
  const player = players.indexOf(key);
  if (player === -1) {
    const nearest = nearestName(key, players.map(String));
    throw new InvalidInputError(`there is no player "${key}" in this fit`, {
      place: { file, path: "players" },
      ...(nearest === null ? {} : { hint: `Did you mean ${ref}#${nearest}?` }),
    });
  }
  const square =
    covariance.length === players.length && covariance.every((row) => isNumbers(row) && row.length === players.length);
  if (!square || values.length !== players.length) {
    throw new InvalidInputError(`players, values and covariance must all count ${players.length}`, {
      place: { file, path: "covariance" },
    });
  }
  return { hash: contentHash([values, covariance]), player, values: values as number[], covariance };
}

function factsOf(object: JsonObject): Facts {
  const text = (name: string) => (typeof object[name] === "string" ? (object[name] as string) : null);
  return {
    benchmark: text("benchmark"),
    benchmarkVersion: text("benchmark_version"),
    datasetHash: text("dataset_hash"),
    scorer: text("scorer"),
    scorerHash: text("scorer_hash"),
    unit: text("unit"),
    direction: text("direction"),
  };
}
