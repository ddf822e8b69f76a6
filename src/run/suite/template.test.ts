import { describe, expect, test } from "vitest";
import { parseTemplate, renderTemplate } from "./template.ts";

const values: Record<string, { label: string; code: string } | null> = {
  amount: { label: "fifty euros", code: "50" },
  mood: { label: "", code: "plain" },
  gift: null,
};
const render = (text: string) =>
  renderTemplate(parseTemplate(text, { file: "t.md", line: 1 }).parts, (name) => values[name] ?? null);

test.each([
  ["plain text", "plain text"],
  ["{{amount}} more", "fifty euros more"],
  ["{{ amount }}", "fifty euros"],
  ["{{amount.code}}", "50"],
  ["a{{#amount}} b {{amount}}{{/amount}}.", "a b fifty euros."],
  ["a{{#gift}} {{gift}}{{/gift}}.", "a."],
  ["a{{#mood}} {{mood}}{{/mood}}.", "a."],
  ["{{#amount}}{{#gift}}x{{/gift}}y{{/amount}}", "y"],
  ["{{{amount.code}}}", "{50}"],
  ['{"a": {"b": 1}} <&>', '{"a": {"b": 1}} <&>'],
])("%j becomes %j", (template, text) => {
  expect(render(template)).toBe(text);
});

describe("a fault names file and line", () => {
  test.each([
    ["one\n{{#amount}} two", 2, /never closed/],
    ["{{/amount}}", 1, /closes nothing/],
    ["{{#amount}}\n{{#mood}}\n{{/amount}}{{/mood}}", 3, /closes \{\{#mood\}\}/],
    ["\n\n{{^amount}}x{{/amount}}", 3, /no template tag/],
    ["a\n{{amount", 2, /begins no tag/],
    ["{{amount\n}}", 1, /begins no tag/],
    ["x\n{{gift}}", 2, /no value/],
  ])("%j at line %i", (template, line, message) => {
    expect(() => render(template)).toThrow(expect.objectContaining({ place: { file: "t.md", line } }));
    expect(() => render(template)).toThrow(message);
  });
});
