import { expect, test } from "vitest";
import { escapedForTerminal, plainText } from "./plain-text.ts";

test.each([
  ["a colour code", "\u001b[31mred\u001b[0m", "[31mred[0m"],
  ["a bell and a backspace", "a\u0007b\u0008c", "abc"],
  ["right-to-left overrides", "abc\u202edcba", "abcdcba"],
  ["line feeds and tabs stay", "a\n\tb", "a\n\tb"],
  ["accents and emoji stay", "é€🙂", "é€🙂"],
])("%s", (_, text, expected) => {
  expect(plainText(text)).toBe(expected);
});

test("JSON for a terminal holds no control character and reads as the same value", () => {
  const value = { text: "\u001b[2J\u009b31m\u202eback\u007f é🙂" };
  const shown = escapedForTerminal(JSON.stringify(value));
  expect(plainText(shown)).toBe(shown);
  expect(JSON.parse(shown)).toEqual(value);
});
