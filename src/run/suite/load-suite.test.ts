import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { InvalidDocumentError } from "../../errors/invalid-document-error.ts";
import { bundledSuites } from "./find-suite.ts";
import { type LoadedViewsSuite, loadSuite } from "./load-suite.ts";
import { ownerText, smallSuite, suiteFolder } from "./test-suite-folder.ts";

const loadSmall = (change: Record<string, string> = {}, owner = ownerText) => {
  const folder = suiteFolder(smallSuite(change), { "owner.md": owner });
  return loadSuite(folder, { cwd: "." });
};

const faultOf = async (loading: Promise<unknown>): Promise<InvalidDocumentError> =>
  loading.then(
    () => expect.unreachable("the suite was accepted"),
    (error) => error,
  );

describe("finding a suite", () => {
  test("by bundled id, folder, file, and file without its ending", async () => {
    expect(bundledSuites()).toEqual(expect.arrayContaining(["rent-legacy", "rent-sycophancy", "smoke"]));
    const folder = suiteFolder(smallSuite(), { "owner.md": ownerText });
    for (const ref of [folder, join(folder, "suite.yaml"), join(folder, "suite")]) {
      expect((await loadSuite(ref, { cwd: "." })).suite.id).toBe("small");
    }
    for (const ref of ["smoke", "suites/smoke.yaml", "suites/smoke"]) {
      expect((await loadSuite(ref, { cwd: folder })).suite.id).toBe("smoke");
    }
  });

  test("that is not there names the nearest bundled one", async () => {
    await expect(loadSuite("rent-sycophansy", { cwd: "." })).rejects.toThrow(
      expect.objectContaining({ exitCode: 2, hint: expect.stringContaining('Did you mean "rent-sycophancy"?') }),
    );
  });

  test("every bundled suite loads", async () => {
    for (const id of bundledSuites()) expect((await loadSuite(id, { cwd: "." })).suite.id).toBe(id);
  });
});

describe("what is read", () => {
  test("JSON is as good as YAML, and equal content has an equal hash whatever its order", async () => {
    const yaml = suiteFolder("kind: cases\nid: c\nversion: 1\nschema: assay/suite@1\ndataset: {path: a.csv}\n");
    const json = suiteFolder(
      '{"schema":"assay/suite@1","id":"c","version":1,"kind":"cases","dataset":{"path":"a.csv"}}',
      {},
      "suite.json",
    );
    const [a, b] = [await loadSuite(yaml, { cwd: "." }), await loadSuite(json, { cwd: "." })];
    expect(a.suite).toEqual(b.suite);
    expect(a.hash).toBe(b.hash);
  });

  test("the hash changes with the suite and with the words of its templates", async () => {
    const hashes = await Promise.all([
      loadSmall(),
      loadSmall({ "version: 3": "version: 4" }),
      loadSmall({}, ownerText.replace("owner", "owner here")),
    ]);
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(3);
  });

  test("text files that scorers name are read too", async () => {
    const { texts } = await loadSuite("rent-sycophancy", { cwd: "." });
    expect([...texts.keys()].sort()).toEqual(["guideline.md", "landlord.md", "neutral.md", "tenant.md"]);
  });

  test("a suite of structure only has no wording", async () => {
    const { wording } = (await loadSuite("rent-legacy", { cwd: "." })) as LoadedViewsSuite;
    expect(wording.views).toEqual([]);
  });

  test("a newer suite is refused with the version that is known", async () => {
    await expect(loadSmall({ "suite@1": "suite@2" })).rejects.toThrow(/assay\/suite@2.*up to assay\/suite@1/);
  });
});

describe("a fault of the suite names file, line and what to do", () => {
  test.each<[string, Record<string, string>, number, RegExp, RegExp]>([
    ["an unknown key", { "version: 3": "version: 3\nrepeat: 2" }, 4, /unknown key "repeat"/, /"repeats"/],
    ["a key of the other kind", { "version: 3": "version: 3\ndataset: {path: x}" }, 4, /unknown key "dataset"/, /./],
    ["a wrong type", { "version: 3": "version: three" }, 3, /expected a number/, /^undefined$/],
    ["a key twice", { "version: 3": "version: 3\nversion: 4" }, 4, /not valid YAML/, /^undefined$/],
    ["a level twice", { "[50, 200]": "[50, 200, 50]" }, 6, /level "50" occurs twice/, /./],
    ["a label for no level", { "time: the": "tine: the" }, 7, /no label/, /Label every level/],
    [
      "a default that is no level",
      { "default: [plain]": "default: [plane]" },
      8,
      /no level of mood "plane"/,
      /"plain"/,
    ],
    [
      "a factor with a template's name",
      { "amount: [50, 200]": "view: [1]\n  amount: [50, 200]" },
      6,
      /word of the/,
      /./,
    ],
    [
      "a factor no template can name",
      { "amount: [50, 200]": "Höhe: [1]\n  amount: [50, 200]" },
      6,
      /cannot stand/,
      /./,
    ],
    ["a derived factor of a factor's name", { "  size:": "  mood:" }, 10, /is a factor already/, /./],
    ["a table that asks for no factor", { "{ amount: 50 }, is": "{ amuont: 50 }, is" }, 10, /no factor/, /"amount"/],
    [
      "a table that asks for no level",
      { "{ amount: 50 }, is": "{ amount: 51 }, is" },
      10,
      /no level of amount/,
      /"50"/,
    ],
    [
      "words of no derived factor",
      { "views:": "wording_only: [amount]\nviews:" },
      11,
      /no derived factor "amount"/,
      /size/,
    ],
    [
      "a constraint on nothing",
      { "views:": "constraints: [{ forbid: { raeson: time } }]\nviews:" },
      11,
      /no factor/,
      /"reason"/,
    ],
    [
      "a constraint of neither kind",
      { "views:": "constraints: [{ forbit: { amount: 50 } }]\nviews:" },
      11,
      /forbit/,
      /./,
    ],
    ["a view twice", { "id: lodger": "id: owner" }, 13, /view "owner" occurs twice/, /^undefined$/],
    ["a view without words", { "role: a, template: owner.md": "role: a" }, 12, /no template/, /template:/],
    ["an unknown role", { "role: b": "role: c" }, 13, /expected one of "a", "b", "none"/, /./],
    ["no place for the views", { '"{{view}}"': '"Hello."' }, 16, /no message holds \{\{view\}\}/, /./],
    ["an unused factor", { "factors:": "factors:\n  colour: [red, blue]" }, 6, /"colour" changes no message/, /./],
    ["two levels of one wording", { "time: the passing of time": "time: dearer heating" }, 7, /same words/, /./],
    [
      "an unknown name in an inline text",
      { "lodger. {{amount}}": "lodger. {{amuont}}" },
      13,
      /no factor "amuont"/,
      /amount/,
    ],
    [
      "a code that would be shown",
      {
        '{{reason}}, a {{size}} rise. {{mood}} Fair?" }\n  - { id: f':
          '{{reason.code}}, a {{size}} rise. {{mood}} Fair?" }\n  - { id: f',
      },
      13,
      /code "cost_rise"/,
      /label/,
    ],
    ["a template outside the folder", { "owner.md": "../owner.md" }, 12, /outside the suite's folder/, /./],
    ["an absolute template", { "owner.md": "/etc/owner.md" }, 12, /outside the suite's folder/, /./],
    ["a template that is not there", { "owner.md": "owners.md" }, 12, /cannot be read/, /beside the suite/],
    [
      "an unknown context key",
      { "messages:": "context_keys: [amoutn]\nmessages:" },
      16,
      /no factor "amoutn"/,
      /amount/,
    ],
    ["an unknown scorer", { "messages:": "scorers: [{ id: a, use: exakt }]\nmessages:" }, 16, /"exact"/, /"exact"/],
    [
      "a scorer twice",
      { "messages:": "scorers: [{ id: a, use: exact }, { id: a, use: f1 }]\nmessages:" },
      16,
      /"a" occurs twice/,
      /./,
    ],
    ["an unknown reducer", { "messages:": "reduce: avg\nmessages:" }, 16, /does not match/, /^undefined$/],
  ])("%s", async (_, change, line, message, hint) => {
    const error = await faultOf(loadSmall(change));
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(message);
    expect(error.place.file).toMatch(/suite\.yaml$/);
    expect(error.place.line).toBe(line);
    expect(String(error.hint)).toMatch(hint);
  });

  test("a fault in a template file names that file", async () => {
    const error = await faultOf(loadSmall({}, "one\n{{amuont}} {{amount}} {{reason}}"));
    expect(error.place).toEqual({ file: expect.stringMatching(/owner\.md$/), line: 2 });
  });

  test("a code without words may not reach a text", async () => {
    const error = await faultOf(loadSmall({ ", label: small": "" }));
    expect(error.faults.map(({ message }) => message)).toContain('the code "small_rise" reaches a text');
    expect(error.place).toEqual({ file: expect.stringMatching(/owner\.md$/), line: 2 });
  });

  test("a block text in the suite counts its own lines", async () => {
    const error = await faultOf(
      loadSmall({
        '"I am the lodger. {{amount}} more for {{reason}}, a {{size}} rise. {{mood}} Fair?" }': "x.md }",
        "messages:": "messages:\n  - role: user\n    content: |\n      one\n      {{two}}",
      }),
    );
    expect(error.faults.map(({ place }) => place.line)).toContain(20);
  });

  test("all faults come at once", async () => {
    const error = await faultOf(loadSmall({ "[50, 200]": "[50, 50, 200]", "role: a, template: owner.md": "role: a" }));
    expect(error.faults).toHaveLength(2);
  });

  test("a link out of the folder is outside too", async () => {
    const folder = suiteFolder(smallSuite());
    const elsewhere = suiteFolder("", { "owner.md": ownerText });
    symlinkSync(join(elsewhere, "owner.md"), join(folder, "owner.md"));
    await expect(loadSuite(folder, { cwd: "." })).rejects.toThrow(/outside the suite's folder/);
  });
});

describe("a TypeScript suite", () => {
  const module = join(import.meta.dirname, "suite-module.ts");

  test("gives its functions beside its data", async () => {
    const folder = suiteFolder(
      `import { suite } from ${JSON.stringify(module)};
function shorter({ output }: { output: string }) { return { name: "shorter", score: 1 / output.length }; }
export default suite({ id: "ts", async *data() { yield { input: "a", expected: "b" }; }, scorers: [shorter, { id: "e", use: "exact" }] });
`,
      {},
      "suite.ts",
    );
    const { suite, functions } = await loadSuite(folder, { cwd: "." });
    expect(suite).toMatchObject({
      id: "ts",
      kind: "cases",
      scorers: [{ id: "shorter", use: "function" }, { id: "e" }],
    });
    expect([...functions.scorers.keys()]).toEqual(["shorter"]);
    expect(functions.data).not.toBeNull();
  });

  test.each([
    ["export const x = 1;", /no suite as its default export/],
    ["throw new Error('sic');", /does not run: sic/],
    [`export default { id: "x", kinds: "cases", dataset: { path: "a.csv" } };`, /unknown key "kinds"/],
  ])("%s is refused", async (text, message) => {
    const folder = suiteFolder(text, {}, "suite.ts");
    mkdirSync(join(folder, "x"));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    await expect(loadSuite(folder, { cwd: "." })).rejects.toThrow(message);
  });
});
