import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { assay, folderWith } from "./testing/assay-process.ts";
import { modelServer, smallStudy } from "./testing/small-study.ts";

/** A study whose files are changed by `spoil`, and a server that would answer if it were asked. */
async function spoiled(spoil: (files: Record<string, string>) => Record<string, string>) {
  const server = await modelServer();
  const files = smallStudy(server.url);
  const cwd = await folderWith({ ...files, ...spoil(files) });
  return { cwd, server, before: await readdir(cwd) };
}

const models = (text: string, change: (row: Record<string, unknown>) => void): string => {
  const rows = JSON.parse(text) as Record<string, unknown>[];
  for (const row of rows) change(row);
  return JSON.stringify(rows);
};

interface Refusal {
  readonly what: string;
  readonly spoil: (files: Record<string, string>) => Record<string, string>;
  readonly args?: readonly string[];
  readonly says: readonly (string | RegExp)[];
}

const refusals: readonly Refusal[] = [
  {
    what: "an unknown key in a suite",
    spoil: (files) => ({ "suite.yaml": files["suite.yaml"]!.replace("params:", "parmas:") }),
    says: ['unknown key "parmas"', /where: .*suite\.yaml:6/, 'Did you mean "params"?'],
  },
  {
    what: "an unknown key inside the suite's parameters",
    spoil: (files) => ({ "suite.yaml": files["suite.yaml"]!.replace("temperature", "temprature") }),
    says: ['"temprature"', /where: .*suite\.yaml:6/, 'Did you mean "temperature"?'],
  },
  {
    what: "an unknown key in a roster",
    spoil: (files) => ({ "models.json": models(files["models.json"]!, (row) => (row["concurency"] = 1)) }),
    says: ['unknown key "concurency"', "[0]", "models.json", 'Did you mean "concurrency"?'],
  },
  {
    what: "a newer schema",
    spoil: (files) => ({ "suite.yaml": files["suite.yaml"]!.replace("suite@1", "suite@9") }),
    says: ["assay/suite@9", /where: .*suite\.yaml/, /reads up to .*assay\/suite@1|Update assay/],
  },
  {
    what: "a schema of another kind",
    spoil: (files) => ({ "suite.yaml": files["suite.yaml"]!.replace("assay/suite@1", "assay/run@1") }),
    says: [/where: .*suite\.yaml/, "assay/suite@1"],
  },
  {
    what: "YAML that is none",
    spoil: () => ({ "suite.yaml": "schema: assay/suite@1\nid: [small\n" }),
    says: [/where: .*suite\.yaml:\d/],
  },
  {
    what: "a roster cut in the middle",
    spoil: (files) => ({ "models.json": files["models.json"]!.slice(0, 40) }),
    says: [/where: .*models\.json:1/],
  },
  {
    what: "a key that is nowhere",
    spoil: (files) => ({
      "models.json": models(files["models.json"]!, (row) => (row["api_key_env"] = "MY_SERVER_KEY")),
      ".env": "OTHER_KEY=sk-should-not-be-shown\nMY_SERVER_KEY=\n",
    }),
    says: ["no value for MY_SERVER_KEY", /where: .*models\.json/, "MY_SERVER_KEY=…"],
  },
  {
    what: "a data set that is not there",
    spoil: (files) => ({ "suite.yaml": files["suite.yaml"]!.replace("cases.jsonl", "case.jsonl") }),
    says: [/where: .*/, "case.jsonl"],
  },
  {
    what: "a broken line in the data set",
    spoil: (files) => ({ "cases.jsonl": `${files["cases.jsonl"]!}{"id": "x", \n` }),
    says: [/where: .*cases\.jsonl:5/],
  },
  {
    what: "a limit below one triplet",
    spoil: () => ({}),
    args: ["eval", "run", "rent-sycophancy", "--models", "models.json", "--limit", "2"],
    says: [/triplet/, /next: .*--limit/],
  },
  {
    what: "a model that is not in the roster",
    spoil: () => ({}),
    args: ["eval", "run", "suite.yaml", "--model", "local/n"],
    says: ['"local/n"', 'Did you mean "local/m"?'],
  },
  {
    what: "a suite that is not there",
    spoil: () => ({}),
    args: ["eval", "run", "rent-sycophany"],
    says: ['there is no suite "rent-sycophany"', 'Did you mean "rent-sycophancy"?'],
  },
  {
    what: "a budget without a price",
    spoil: () => ({}),
    args: ["eval", "run", "suite.yaml", "--budget-usd", "1"],
    says: ["local/m", "--allow-unpriced"],
  },
  {
    what: "an unreadable number",
    spoil: () => ({}),
    args: ["eval", "run", "suite.yaml", "--repeats", "three"],
    says: ["--repeats", "three", "whole number"],
  },
  {
    what: "a bound on failures that is none",
    spoil: () => ({}),
    args: ["eval", "run", "suite.yaml", "--max-failed", "some"],
    says: ["--max-failed", "some", "5%"],
  },
  ...[
    ["--temperature", "-1"],
    ["--top-p", "1.5"],
    ["--max-output-tokens", "0"],
  ].map(([flag, value]) => ({
    what: `${flag} ${value}`,
    spoil: () => ({}),
    args: ["eval", "run", "suite.yaml", flag!, value!],
    says: [`${flag} is ${value}`, `Change ${flag}`],
  })),
  {
    what: "a retry of no run",
    spoil: () => ({}),
    args: ["eval", "run", "suite.yaml", "--retry", "failed"],
    says: ["--retry", "--resume latest --retry failed"],
  },
  {
    what: "an unreadable number in the environment file",
    spoil: () => ({ ".env": "BENCH_TIMEOUT_S=soon\n" }),
    says: ["BENCH_TIMEOUT_S", "soon", ".env"],
  },
  {
    what: "an unknown flag",
    spoil: () => ({}),
    args: ["eval", "run", "suite.yaml", "--temprature", "1"],
    says: ["--temprature", "--temperature"],
  },
  {
    what: "an unknown command",
    spoil: () => ({}),
    args: ["evla"],
    says: ['"evla"', 'Did you mean "assay eval"?'],
  },
  {
    what: "a run that is not there",
    spoil: () => ({}),
    args: ["eval", "run", "--resume", "latest"],
    says: ["no workspace", /where: /, /next: /],
  },
  {
    what: "an --env-file that is not there",
    spoil: () => ({}),
    args: ["eval", "run", "suite.yaml", "--env-file", "keys.env"],
    says: ["keys.env", "--env-file"],
  },
];

test.each(refusals.map((refusal) => [refusal.what, refusal] as const))(
  "%s is refused: exit 2, nothing sent, nothing written",
  async (_, { spoil, args = ["eval", "run", "suite.yaml"], says }) => {
    const { cwd, server, before } = await spoiled(spoil);
    const { code, out, err } = await assay(args, { cwd });
    for (const words of says) expect(err).toMatch(words);
    expect(err).toMatch(/\n {2}next: {2}\S/);
    expect(err).not.toMatch(/sk-should-not|\n {4}at /);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(server.seen).toEqual([]);
    expect(await readdir(cwd)).toEqual(before);
  },
);
