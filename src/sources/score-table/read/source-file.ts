import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { AssayError } from "../../../errors/assay-error.ts";
import { InvalidInputError, MissingFileError } from "../../../errors/input-errors.ts";
import { type DocumentPlace, parseJson, placeInJson } from "../../../schema/parse-json.ts";

/** One file that was given: what it is and its fingerprint. */
export interface SourceFile {
  /** As it was given; what places and records call it. */
  readonly path: string;
  /** Where it lies. */
  readonly location: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly content: SourceContent;
}

export type SourceContent =
  | { readonly format: "json"; readonly value: unknown; readonly place: DocumentPlace }
  | { readonly format: "jsonl"; readonly values: readonly unknown[]; readonly lines: readonly number[] }
  | { readonly format: "csv"; readonly separator: "\t" | null };

/**
 * Looks at a file of scores: JSON and JSONL are read whole, a CSV or TSV is left to be streamed. The name's ending says
 * which; without one, the first character. Errors: no such file, a folder, empty, JSON that is none (line and column).
 */
export async function openSource(path: string, cwd = process.cwd()): Promise<SourceFile> {
  const location = resolve(cwd, path);
  try {
    const found = await stat(location);
    if (found.isDirectory()) {
      throw new InvalidInputError("this is a folder, and a file of scores was expected", {
        place: { file: path },
        hint: `Give the files in it: --data ${path}/*.json`,
      });
    }
    const format = await formatOf(location);
    if (format === "csv" || format === "tsv") {
      const content: SourceContent = { format: "csv", separator: format === "tsv" ? "\t" : null };
      return { path, location, bytes: found.size, sha256: await hashOf(location), content };
    }
    const bytes = await readFile(location);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const text = bytes.toString("utf8").replace(/^\ufeff/, "");
    const content = format === "jsonl" ? jsonLines(text, path) : json(text, path);
    return { path, location, bytes: bytes.length, sha256, content };
  } catch (error) {
    throw asReadingError(error, path);
  }
}

async function formatOf(path: string): Promise<"json" | "jsonl" | "csv" | "tsv"> {
  const [, ending] = /\.(json|jsonl|ndjson|csv|tsv|tab)$/i.exec(path) ?? [];
  switch (ending?.toLowerCase()) {
    case "json":
      return "json";
    case "jsonl":
    case "ndjson":
      return "jsonl";
    case "csv":
      return "csv";
    case "tsv":
    case "tab":
      return "tsv";
  }
  const stream = createReadStream(path, { encoding: "utf8", end: 4095 });
  let head = "";
  for await (const piece of stream) head += String(piece);
  const begin = head.replace(/^\ufeff/, "").trimStart();
  if (begin.startsWith("[")) return "json";
  if (begin.startsWith("{")) return /^\{[^\n]*\}\s*\n\s*\{/.test(begin) ? "jsonl" : "json";
  return begin.split("\n", 1)[0]!.includes("\t") ? "tsv" : "csv";
}

function json(text: string, file: string): SourceContent {
  return { format: "json", value: parseJson(text, { file }), place: placeInJson(file, text) };
}

function jsonLines(text: string, file: string): SourceContent {
  const values: unknown[] = [];
  const lines: number[] = [];
  let line = 0;
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf("\n", at);
    const end = feed === -1 ? text.length : feed;
    const body = text.slice(at, end).trim();
    line++;
    if (body !== "") {
      values.push(parseJson(body, { file, line }));
      lines.push(line);
    }
    at = end + 1;
  }
  if (values.length === 0) throw new InvalidInputError("this file is empty", { place: { file } });
  return { format: "jsonl", values, lines };
}

async function hashOf(path: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(piece as Buffer);
  return digest.digest("hex");
}

/** What the operating system said on reading, as an error of ours. */
function asReadingError(error: unknown, file: string): Error {
  if (error instanceof AssayError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new MissingFileError("there is no such file", { place: { file }, cause: error, hint: "Check the name." });
  }
  if (typeof code !== "string") return error as Error;
  return new InvalidInputError(`this file cannot be read (${code})`, { place: { file }, cause: error });
}
