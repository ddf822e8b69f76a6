import { expect, test } from "vitest";
import { checkSlug, isSlug, slugify } from "./slug.ts";

test.each([
  ["main", true],
  ["release-1.2", true],
  ["lmarena.text", true],
  ["rent-sycophancy-20261121-065300-a1b2c3", true],
  ["Qwen3_8B", true],
  ["7", true],
  ["a".repeat(128), true],
  ["", false],
  [".", false],
  ["..", false],
  ["a..b", false],
  ["a.", false],
  [".hidden", false],
  ["-flag", false],
  ["a/b", false],
  ["a\\b", false],
  ["a b", false],
  ["a\0b", false],
  ["a\n", false],
  ["ü", false],
  ["nul", false],
  ["COM1.json", false],
  ["console", true],
  ["a".repeat(129), false],
])("%j as a slug: %s", (text, expected) => {
  expect(isSlug(text)).toBe(expected);
});

test("a name that is no slug is refused with one that would be", () => {
  expect(() => checkSlug("../etc/passwd", "run id")).toThrow(
    expect.objectContaining({
      message: 'run id "../etc/passwd" is not a slug',
      hint: expect.stringContaining("etc-passwd"),
    }),
  );
});

test.each([
  ["meta-llama/Llama 3", "meta-llama-Llama-3"],
  ["Größe", "Gro-e"],
  ["../..", null],
  ["nul", null],
])("%j becomes %j", (text, expected) => {
  expect(slugify(text)).toBe(expected);
});
