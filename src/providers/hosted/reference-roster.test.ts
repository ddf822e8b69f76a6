import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRoster } from "../../run/roster/read-roster.ts";
import { resolveRoster } from "../../run/roster/resolve-roster.ts";
import { providerSet } from "../registry.ts";

const file = join(process.env["ASSAY_REFERENCE"] ?? "../shared/reference", "sycophancy/roster_22_models.json");
const variables = [
  "GOOGLE_AI_API_KEY",
  "GROQ_API_KEY",
  "HUGGINGFACE_API_KEY",
  "CEREBRAS_API_KEY",
  "MISTRAL_API_KEY",
  "COHERE_API_KEY",
  "OPENROUTER_API_KEY",
];

test.skipIf(!existsSync(file))("the published roster resolves to 22 subjects of seven providers", async () => {
  const { entries } = await readRoster(file);
  const env = Object.fromEntries(variables.map((name) => [name, `key for ${name}`]));
  const subjects = resolveRoster(file, entries, providerSet({ connections: 1 }), env);
  expect(subjects).toHaveLength(22);
  expect(new Set(subjects.map(({ model }) => model.provider)).size).toBe(7);
  expect(new Set(subjects.map(({ model }) => model.account)).size).toBe(7);
  expect(subjects.map(({ model }) => model.model)).toContain("deepseek/deepseek-chat-v3-0324:free");
});

test.skipIf(!existsSync(file))("without keys the published roster's missing variables are all named", async () => {
  const { entries } = await readRoster(file);
  expect(() => resolveRoster(file, entries, providerSet({ connections: 1 }), {})).toThrow(
    expect.objectContaining({ code: "missing-key", variables }),
  );
});
