import { describe, expect, test } from "vitest";
import { textWidth, wrapText } from "./text-width.ts";

describe("textWidth", () => {
  test.each([
    ["", 0],
    ["iiii", 4 * 2.78],
    ["WWWW", 4 * 9.89],
    ["模型", 20],
  ])("%j is %d px wide at 10 px", (text, width) => {
    expect(textWidth(text, 10)).toBeCloseTo(width, 6);
  });
});

describe("wrapText", () => {
  test.each([
    ["a short one", 200, ["a short one"]],
    ["openai/gpt-oss-20b:free", 110, ["openai/gpt-oss-", "20b:free"]],
    ["several words in a row", 80, ["several", "words in a", "row"]],
    ["unbreakablenameofamodel", 60, ["unbreaka", "blenameo", "famodel"]],
  ])("breaks %j into lines no wider than %d px", (text, width, lines) => {
    const wrapped = wrapText(text, width, 12);
    expect(wrapped).toEqual(lines);
    for (const line of wrapped) expect(textWidth(line, 12)).toBeLessThanOrEqual(width);
  });

  test("leaves out the middle of what does not fit", () => {
    expect(wrapText("vendor/model-7b-2025-10-11", 60, 12, 2)).toEqual(["vendor/", "…5-10-11"]);
  });
});
