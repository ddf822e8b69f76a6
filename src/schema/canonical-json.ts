/// <reference lib="es2024.string" />
import { InvalidInputError } from "../errors/input-errors.ts";
import { formatJsonPath, type JsonPath } from "./json-path.ts";

const deepest = 1_000;

/**
 * The one spelling of a JSON value (RFC 8785): keys sorted by UTF-16 code units, no white space, numbers as ECMAScript
 * prints them, so that equal values hash equally everywhere. What JSON cannot say (NaN, Infinity, undefined, dates,
 * maps, half a surrogate pair) is refused with its path; nothing is silently turned into null or dropped.
 */
export function canonicalJson(value: unknown): string {
  const text = write(value, 0);
  if (text !== null) return text;
  const fault = findFault(value, []);
  throw new InvalidInputError(fault?.what ?? "not a JSON value", {
    place: { path: formatJsonPath(fault?.path ?? []) },
    hint: fault?.hint ?? "Hash plain JSON values only.",
  });
}

/** null means "there is a fault somewhere below"; the path is worked out only then, so that the good case stays fast. */
function write(value: unknown, depth: number): string | null {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? JSON.stringify(value) : null;
    case "number":
      return Number.isFinite(value) ? String(Object.is(value, -0) ? 0 : value) : null;
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (depth >= deepest) return null;
      if (Array.isArray(value)) return writeArray(value, depth);
      return isPlain(value) ? writeObject(value as Record<string, unknown>, depth) : null;
    default:
      return null;
  }
}

function writeArray(values: readonly unknown[], depth: number): string | null {
  let text = "[";
  for (let i = 0; i < values.length; i++) {
    const part = write(values[i], depth + 1);
    if (part === null) return null;
    text += i === 0 ? part : `,${part}`;
  }
  return `${text}]`;
}

function writeObject(object: Record<string, unknown>, depth: number): string | null {
  let text = "{";
  let separator = "";
  for (const key of Object.keys(object).sort()) {
    const part = key.isWellFormed() ? write(object[key], depth + 1) : null;
    if (part === null) return null;
    text += `${separator}${JSON.stringify(key)}:${part}`;
    separator = ",";
  }
  return `${text}}`;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

interface Fault {
  path: JsonPath;
  what: string;
  hint: string;
}

function findFault(value: unknown, path: JsonPath): Fault | null {
  if (path.length >= deepest) {
    return { path: path.slice(0, 8), what: `nested deeper than ${deepest} levels`, hint: "Does it contain itself?" };
  }
  if (Array.isArray(value)) return firstFault(Array.from(value.keys(), (i) => findFault(value[i], [...path, i])));
  if (typeof value === "object" && value !== null && isPlain(value)) {
    return firstFault(
      Object.entries(value).map(([key, part]) =>
        key.isWellFormed() ? findFault(part, [...path, key]) : loneSurrogate([...path, key]),
      ),
    );
  }
  if (typeof value === "string" && !value.isWellFormed()) return loneSurrogate(path);
  return write(value, 0) === null ? notJson(value, path) : null;
}

function firstFault(faults: readonly (Fault | null)[]): Fault | null {
  return faults.find((fault) => fault !== null) ?? null;
}

function loneSurrogate(path: JsonPath): Fault {
  return { path, what: "text holds half a surrogate pair", hint: "Pass it through toWellFormed() first." };
}

function notJson(value: unknown, path: JsonPath): Fault {
  const name = typeof value === "object" && value !== null ? value.constructor.name : String(value);
  const what = `${typeof value === "function" ? "a function" : name} is not a JSON value`;
  return { path, what, hint: "Unknown is null with a reason; an absent key is left out." };
}
