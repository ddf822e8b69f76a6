import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

test.each([
  ["cut in an object", '{"a": 1,\n "b"', 2, 5, 'expected ":" after the key, but the text ends here'],
  ["cut in a string", '{"a": "xy', 1, 7, "the closing quote of this string, but the text ends first"],
  ["cut in a key", '{"a": 1, "b', 1, 10, "the closing quote of this string, but the text ends first"],
  ["cut in an escape", '["a\\', 1, 2, "the closing quote of this string, but the text ends first"],
  ["a trailing comma", "[1, 2,\n]", 2, 1, "expected a JSON value"],
  ["NaN", '{"a": NaN}', 1, 7, "expected a JSON value"],
  ["single quotes", "{'a': 1}", 1, 2, "expected a key in double quotes"],
  ["two documents", "{}\n{}", 2, 1, "expected the end of the document"],
  ["a web page", "<html>", 1, 1, "expected a JSON value"],
  ["nothing", " \n", 2, 1, "this is empty"],
  ["a bad escape", '{"a": "\\x"}', 1, 7, "expected a JSON value"],
  ["a raw line feed in a string", '["a\nb"]', 1, 2, "expected a JSON value"],
])("%s is named with line and column", (_name, text, line, column, message) => {
  const read = () => parseJson(text, { file: "a.json" });
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ code: "invalid-input", place: { file: "a.json", line, column } }));
});

test("a line of a journal keeps its own line number", () => {
  expect(() => parseJson('{"a"', { file: "j.jsonl", line: 40 })).toThrow(
    expect.objectContaining({ place: { file: "j.jsonl", line: 40, column: 5 } }),
  );
});

test.each([
  ['{"a": -Infinity}', /null and a reason/],
  ["<!doctype html>", /web page/],
  ["version https://git-lfs.github.com/spec/v1", /git lfs pull/],
])("%s comes with a hint", (text, hint) => {
  expect(() => parseJson(text)).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) }));
});

test("a byte-order mark and carriage returns are tolerated", () => {
  expect(parseJson('\ufeff{\r\n"a": 1\r\n}')).toEqual({ a: 1 });
});

test("every text that is not JSON is refused with a place", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom("", "}", ",", '"', "\\", "\u0000"), (json, at, inserted) => {
      const text = json.slice(0, at % (json.length + 1)) + inserted;
      try {
        JSON.parse(text);
      } catch {
        expect(() => parseJson(text)).toThrow(
          expect.objectContaining({ place: { line: expect.any(Number), column: expect.any(Number) } }),
        );
      }
    }),
  );
});
