import type { JsonPath } from "./json-path.ts";

export interface TextPosition {
  line: number;
  column: number;
}

/** Where the value (or, for an unknown key, the key) at `path` stands in a JSON text; null when it is not there. */
export function locateJson(text: string, path: JsonPath): TextPosition | null {
  const scan = new JsonScan(text, path);
  scan.run();
  return scan.found === null ? null : positionOf(text, scan.found);
}

/** Where a JSON text stops being JSON, and what would have been in order there; null when it is sound. */
export function locateJsonFault(text: string): (TextPosition & { expected: string }) | null {
  const scan = new JsonScan(text, null);
  scan.run();
  return scan.fault === null ? null : { ...positionOf(text, scan.fault.offset), expected: scan.fault.expected };
}

/** Lines and columns count from 1; a line ends at its line feed. */
export function positionOf(text: string, offset: number): TextPosition {
  let line = 1;
  let start = 0;
  for (let feed = text.indexOf("\n"); feed !== -1 && feed < offset; feed = text.indexOf("\n", start)) {
    line++;
    start = feed + 1;
  }
  return { line, column: offset - start + 1 };
}

const space = /[ \t\r\n]*/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const openString = /"(?:[^"\\\u0000-\u001f]|\\.)*\\?$/y;
const scalar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

class Stop extends Error {}

/** Walks a text that failed, or one value of which failed, once more; slow and exact, for error messages only. */
class JsonScan {
  found: number | null = null;
  fault: { offset: number; expected: string } | null = null;
  private offset = 0;
  private readonly text: string;
  private readonly wanted: JsonPath | null;

  constructor(text: string, wanted: JsonPath | null) {
    this.text = text;
    this.wanted = wanted;
  }

  run(): void {
    try {
      this.value(0, true);
      this.take(space);
      if (this.offset < this.text.length) this.fail("the end of the document");
    } catch (error) {
      if (!(error instanceof Stop) && !(error instanceof RangeError)) throw error;
    }
  }

  /** `onPath`: the steps so far are the first `depth` steps of the wanted path. */
  private value(depth: number, onPath: boolean): void {
    this.take(space);
    if (onPath && this.wanted?.length === depth) this.find(this.offset);
    const next = this.text[this.offset];
    if (next === "{") this.members(depth, onPath);
    else if (next === "[") this.elements(depth, onPath);
    else if (this.take(string) === null && !this.take(scalar)) this.failAt("a JSON value");
  }

  private members(depth: number, onPath: boolean): void {
    this.offset++;
    if (this.punctuation("}")) return;
    do {
      this.take(space);
      const start = this.offset;
      const key = this.take(string);
      if (key === null) this.failAt("a key in double quotes");
      const matches = onPath && this.wanted?.[depth] === JSON.parse(key);
      if (matches && this.wanted?.length === depth + 1) this.find(start);
      if (!this.punctuation(":")) this.fail('":" after the key');
      this.value(depth + 1, matches);
    } while (this.punctuation(","));
    if (!this.punctuation("}")) this.fail('"," or "}"');
  }

  private elements(depth: number, onPath: boolean): void {
    this.offset++;
    if (this.punctuation("]")) return;
    let index = 0;
    do this.value(depth + 1, onPath && this.wanted?.[depth] === index++);
    while (this.punctuation(","));
    if (!this.punctuation("]")) this.fail('"," or "]"');
  }

  private punctuation(mark: string): boolean {
    this.take(space);
    if (this.text[this.offset] !== mark) return false;
    this.offset++;
    return true;
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.offset += found.length;
    return found;
  }

  private find(offset: number): never {
    this.found = offset;
    throw new Stop();
  }

  /** A text that was cut within a string is told so; the fault is where the string begins. */
  private failAt(expected: string): never {
    openString.lastIndex = this.offset;
    this.fail(openString.test(this.text) ? "the closing quote of this string, but the text ends first" : expected);
  }

  private fail(expected: string): never {
    this.fault = { offset: this.offset, expected };
    throw new Stop();
  }
}
