import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { nodeCheck } from "./doctor/place-checks.ts";
import { assay, folderWith } from "./testing/assay-process.ts";

interface Checks {
  checks: { id: string; status: string; needed: boolean; found: string; next: string | null }[];
  exit_code: number;
}

const models = (over: object) =>
  JSON.stringify([{ id: "m", provider: "compatible", base_url: "http://127.0.0.1:9/v1", concurrency: 1, ...over }]);

test("doctor looks at everything, says what to do about what is not there, and leaves nothing behind", async () => {
  const cwd = await folderWith();
  const { code, out } = await assay(["doctor", "--json"], { cwd });
  const { checks, exit_code } = JSON.parse(out) as Checks;
  expect({ code, exit_code }).toEqual({ code: 0, exit_code: 0 });
  expect(checks.map((check) => check.id)).toEqual(
    "node folder disk workspace keys models git index pictures fonts browser gguf postgres slurm sky".split(" "),
  );
  for (const check of checks) expect(check.next === null, check.id).toBe(check.status === "ok");
  expect(await readdir(cwd)).toEqual([]);
});

test("keys are told by name and never by value", async () => {
  const cwd = await folderWith({ ".env": "GROQ_API_KEY=gsk-in-the-file\nCOHERE_API_KEY=\n" });
  const env = { OPENAI_API_KEY: "sk-in-the-shell" };
  for (const flags of [[], ["--json"]]) {
    const { out, err } = await assay(["doctor", ...flags], { cwd, env });
    expect(out).toContain("set: GROQ_API_KEY, OPENAI_API_KEY");
    expect(out + err).not.toMatch(/gsk-|sk-in/);
  }
});

test("a key that models.json wants and nobody has is something needed: exit 2", async () => {
  const cwd = await folderWith({ "models.json": models({ api_key_env: "MY_KEY" }), ".env": "MY_KEY=\n" });
  const { code, out } = await assay(["doctor"], { cwd });
  expect(code).toBe(2);
  expect(out).toMatch(/models +MISSING +models.json names 1 model; no value for MY_KEY/);
  expect(out).toContain("→ Set it in .env: MY_KEY=…");
  expect(await assay(["doctor"], { cwd, env: { MY_KEY: "x" } })).toMatchObject({ code: 0 });
});

test("a roster that cannot be read is told with what is wrong in it", async () => {
  const cwd = await folderWith({ "models.json": models({ concurency: 2 }) });
  const { code, out } = await assay(["doctor", "--json"], { cwd });
  expect(code).toBe(2);
  const found = (JSON.parse(out) as Checks).checks.find((check) => check.id === "models");
  expect(found).toMatchObject({
    status: "fault",
    needed: true,
    found: expect.stringContaining("concurency") as string,
  });
});

test.each([
  ["20.19.0", "fault"],
  ["22.17.9", "fault"],
  ["22.18.0", "ok"],
  ["24.0.0", "ok"],
])("Node %s is %s", (version, status) => {
  expect(nodeCheck(version)).toMatchObject({ status, needed: true });
});
