import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { InvalidInputError } from "../../errors/input-errors.ts";
import type { JsonPath } from "../../schema/json-path.ts";
import type { TextPosition } from "../../schema/locate-json.ts";
import { type DocumentPlace, parseJson, placeInJson } from "../../schema/parse-json.ts";

/** A document with the means to say where each of its parts stands. */
export interface ReadDocument {
  readonly value: unknown;
  readonly place: DocumentPlace;
  /** Line on which the text at `path` begins: for a block text the line after its mark. */
  readonly textLine: (path: JsonPath) => number;
}

/** Reads YAML 1.2, or JSON where the name ends in .json. A fault names file, line and column. */
export function readDocument(text: string, file: string): ReadDocument {
  return file.endsWith(".json") ? readJson(text, file) : readYaml(text, file);
}

function readJson(text: string, file: string): ReadDocument {
  const place = placeInJson(file, text);
  return { value: parseJson(text, { file }), place, textLine: (path) => place.locate?.(path)?.line ?? 1 };
}

function readYaml(text: string, file: string): ReadDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new InvalidInputError(`this is not valid YAML: ${error.message}`, { place: { file, line, column: col } });
  }
  const positionAt = (offset: number): TextPosition => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const locate = (path: JsonPath): TextPosition | null => {
    const node = nodeAt(document.contents, path);
    return node?.range ? positionAt(node.range[0]) : null;
  };
  const textLine = (path: JsonPath): number => {
    const node = nodeAt(document.contents, path, "value");
    const line = node?.range ? positionAt(node.range[0]).line : 1;
    return isScalar(node) && node.type?.startsWith("BLOCK") ? line + 1 : line;
  };
  return { value: toPlain(document, file), place: { file, locate }, textLine };
}

function toPlain(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new InvalidInputError("this YAML refers to itself too often to be read", { place: { file }, cause });
  }
}

/** The node at a path. For the last key of a map: the key itself, which is where a reader looks, or its value. */
function nodeAt(root: unknown, path: JsonPath, last: "key" | "value" = "key"): Node | null {
  let node: unknown = root;
  for (const [depth, step] of path.entries()) {
    if (isSeq(node) && typeof step === "number") node = node.items[step];
    else if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
      const wantsKey = last === "key" && depth === path.length - 1;
      node = wantsKey ? pair?.key : pair?.value;
    } else return null;
  }
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node : null;
}
