import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compatibleProvider } from "../../providers/compatible/compatible-provider.ts";
import { readRoster } from "./read-roster.ts";
import { resolveRoster } from "./resolve-roster.ts";

const folder = await mkdtemp(join(tmpdir(), "roster-"));
const roster = async (value: unknown, name = "models.json") => {
  const file = join(folder, name);
  await writeFile(file, typeof value === "string" ? value : JSON.stringify(value, null, 2));
  return file;
};
const entry = { id: "a", provider: "compatible", base_url: "http://127.0.0.1:1/v1", concurrency: 2 };

test("entries keep their order, with preferred ones first and disabled ones left out", async () => {
  const file = await roster([entry, { ...entry, id: "b", disabled: true }, { ...entry, id: "c", preferred: true }]);
  expect((await readRoster(file)).entries.map((one) => one.id)).toEqual(["c", "a"]);
});

test("YAML reads the same", async () => {
  const file = await roster(
    "- id: a\n  provider: compatible\n  base_url: http://127.0.0.1:1/v1\n  concurrency: 2\n",
    "models.yaml",
  );
  expect((await readRoster(file)).entries[0]).toMatchObject({
    id: "a",
    baseUrl: "http://127.0.0.1:1/v1",
    concurrency: 2,
  });
});

test.each([
  ["a bare string", ["gpt"], "concurrency is missing"],
  ["no concurrency", [{ id: "a", provider: "compatible" }], "concurrency is missing"],
  ["a concurrency of zero", [{ ...entry, concurrency: 0 }], "concurrency"],
  ["an unknown key", [{ ...entry, temprature: 1 }], "temprature"],
  ["a duplicate id", [entry, entry], "stands twice"],
  [
    "a prefix against its provider",
    [{ id: "groq/llama-3.3-70b", provider: "cerebras", concurrency: 1 }],
    "prefix says groq",
  ],
  ["an object", { a: 1 }, "list of models"],
])("%s is refused", async (_, value, words) => {
  await expect(readRoster(await roster(value))).rejects.toThrow(words);
});

test("all faults come at once", async () => {
  const file = await roster([{ id: "a", provider: "x" }, "b", { ...entry, id: "c", rmp: 3 }]);
  await expect(readRoster(file)).rejects.toMatchObject({
    faults: expect.arrayContaining([
      expect.stringContaining("[0]"),
      expect.stringContaining("[1]"),
      expect.stringContaining("[2]"),
    ]),
  });
});

test("a missing roster is named and not replaced by a default", async () => {
  await expect(readRoster(join(folder, "none.json"))).rejects.toThrow("none.json");
});

test("two names for one endpoint, and keys that are not set, are refused before any call", async () => {
  const provider = compatibleProvider({ connections: 1 });
  const providers = { get: () => provider };
  const one = { id: "a", provider: "compatible", baseUrl: "http://127.0.0.1:1/v1", model: "m", concurrency: 1 };
  expect(() => resolveRoster("models.json", [one, { ...one, id: "b" }], providers, {})).toThrow(
    "same model on the same account",
  );
  expect(() =>
    resolveRoster(
      "models.json",
      [
        { ...one, apiKeyEnv: "K1" },
        { ...one, id: "b", apiKeyEnv: "K2" },
      ],
      providers,
      {},
    ),
  ).toThrow("K1, K2");
  expect(
    resolveRoster("models.json", [one, { ...one, id: "b", params: { temperature: 1 } }], providers, {}),
  ).toHaveLength(2);
});

const reference = join(process.env["ASSAY_REFERENCE"] ?? "../shared/reference", "sycophancy/roster_22_models.json");
test.skipIf(!existsSync(reference))("the published roster reads as 22 models of seven providers", async () => {
  const { entries } = await readRoster(reference);
  expect(entries).toHaveLength(22);
  expect(new Set(entries.map((one) => one.provider)).size).toBe(7);
});
