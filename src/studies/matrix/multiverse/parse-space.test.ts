import { describe, expect, test } from "vitest";
import { parseSpace } from "./parse-space.ts";
import { defaultSpace } from "./space.ts";

const file = "space.json";
const text = (levels: object, more: object = {}) =>
  JSON.stringify({ schema: "assay/multiverse-space@1", levels, ...more }, null, 1);

describe("a file of levels", () => {
  test("changes the parts it names and leaves the others at their defaults", () => {
    const space = parseSpace(
      text(
        {
          filter: ["none", "4/3"],
          rank: ["fixed-4", "variance-80"],
          predictor: ["fax:2-6", "knn"],
          protocol: ["reveal-3"],
        },
        { forbidden: [{ predictor: "knn", filter: "4/3" }] },
      ),
      file,
    );
    expect(space.levels).toMatchObject({ filter: ["none", "4/3"], rank: ["fixed-4", "variance-80"] });
    expect(space.levels.transform).toEqual(defaultSpace.levels.transform);
    expect(space.forbidden).toEqual([{ predictor: "knn", filter: "4/3" }]);
  });

  test.each([
    ["an unknown part", text({ transfrom: ["raw"] }), /unknown key "transfrom"/, /transform/],
    ["an unknown level", text({ transform: ["raw", "zz"] }), /"zz" is no level of transform/, /Known: raw, logit/],
    ["a misspelt level", text({ decomposition: ["pcaa"] }), /"pcaa" is no level/, /Did you mean "pca"/],
    ["an unknown predictor", text({ predictor: ["fxa"] }), /fxa/, /fax/],
    ["a filter that is none", text({ filter: ["10"] }), /"10" is no level of filter/, /10\/5/],
    ["a level twice", text({ zeros: ["keep", "keep"] }), /twice/, /once/],
    ["no level", text({ zeros: [] }), /./, /./],
    ["a rule of one part", text({}, { forbidden: [{ rank: "cv" }] }), /two parts or more/, /leave it out/],
    [
      "a rule of what is not there",
      text({ rank: ["cv"] }, { forbidden: [{ rank: "elbow", transform: "raw" }] }),
      /forbidden rank "elbow"/,
      /Its levels: cv/,
    ],
    ["broken JSON", '{"schema": ', /not valid JSON/, /./],
    ["another document", '{"schema": "assay/audit-plan@1", "levels": {}}', /./, /./],
  ])("with %s is refused with its place and what to do", (_what, body, message, hint) => {
    try {
      parseSpace(body, file);
      expect.unreachable();
    } catch (error) {
      const {
        message: said,
        place,
        hint: next,
      } = error as { message: string; place: { file?: string }; hint?: string };
      expect(said).toMatch(message);
      expect(place.file).toBe(file);
      if (hint.source !== ".") expect(next).toMatch(hint);
    }
  });
});
