import { expect, test } from "vitest";
import { readJudgePanelOptions } from "./judge-options.ts";

const spec = (options: object) => ({ id: "stance", use: "judge-panel" as const, with: options as never });
const texts = new Map([["guideline.md", "Be fair."]]);

test("a guideline is a file of the suite or the text itself, with its version", () => {
  const file = readJudgePanelOptions(spec({ guideline: "guideline.md", guideline_version: "2" }), texts);
  expect(file.guideline).toEqual({ version: "2", text: "Be fair." });
  expect(file.options).toMatchObject({ swap: true, minJudges: 2, repeatShare: 0.1, sees: "answer", reasks: 2 });
  const inline = readJudgePanelOptions(spec({ guideline: "Be just.", guideline_version: "1" }), texts);
  expect(inline.guideline.text).toBe("Be just.");
});

test.each([
  [{ guideline: "other.md", guideline_version: "1" }, /"other.md" was not found/],
  [{ guideline: "x" }, /required key/],
  [{ guideline: "x", guideline_version: "1", min_judge: 3 }, /unknown key "min_judge"/],
])("%j is refused", (options, message) => {
  expect(() => readJudgePanelOptions(spec(options), texts)).toThrow(message);
});
