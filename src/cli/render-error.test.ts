import { expect, test } from "vitest";
import { InvalidInputError } from "../errors/input-errors.ts";
import { InvalidOptionError } from "../errors/statistics-errors.ts";
import { exitCodeOf, renderError } from "./render-error.ts";

const place = { file: "suite.yaml", line: 3 };

test.each([
  ["a hint of its own", new InvalidInputError("no", { place, hint: "Do this." }), "Do this."],
  ["a place and no hint", new InvalidInputError("no", { place }), "Mend it there, then run the same command again."],
  ["a flag", new InvalidOptionError("--limit", "x", "a number is expected"), "Change --limit;"],
  ["neither", new InvalidInputError("no"), "--help says what is expected."],
  ["no error of ours", new TypeError("x is undefined"), "--debug"],
])("an error with %s says what to do next", (_, error, words) => {
  const text = renderError(error, { debug: false });
  expect(text).toMatch(/^error: \S/);
  expect(text.split("\n").find((line) => line.startsWith("  next:  "))).toContain(words);
  expect(exitCodeOf(error)).toBe(2);
});

test("a stack is shown only under --debug", () => {
  const error = new InvalidInputError("no", { place });
  expect(renderError(error, { debug: false })).not.toContain("    at ");
  expect(renderError(error, { debug: true })).toContain("    at ");
});

test("control characters in a message stay out of the terminal", () => {
  expect(renderError(new InvalidInputError("\u001b[31mred\u001b[0m"), { debug: false })).not.toContain("\u001b");
});
