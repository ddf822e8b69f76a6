/**
 * 5,000 exact-match cases, 64 in flight, a 20 ms loopback server: `assay eval run --score-now` beside promptfoo and
 * evalite, in turns, whole processes. The peers are installed elsewhere and named by their folders:
 * ASSAY_PROMPTFOO=DIR ASSAY_EVALITE=DIR node benchmarks/eval/peers.ts [rounds] [cases]
 */
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Measured, machineLine, measure, median, startServer } from "../support/measure.ts";

const rounds = Number(process.argv[2] ?? 3);
const cells = Number(process.argv[3] ?? 5000);
const support = new URL("../support/", import.meta.url).pathname;
const assay = new URL("../../bin/assay.mjs", import.meta.url).pathname;
const folder = await mkdtemp(join(tmpdir(), "assay-peers-"));
const { url, child } = await startServer(join(support, "chat-server.ts"), ["20"]);
const cases = Array.from({ length: cells }, (_, i) => ({ a: i, b: (i * 7919) % 10007 }));
const question = (a: number | string, b: number | string) => `What is ${a} + ${b}? Reply with the number only.`;

interface Contender {
  readonly name: string;
  run(): Promise<Measured>;
}

/** Ours: the suite's scorer, the journal and the summary are part of it. */
async function ours(): Promise<Contender> {
  const rows = cases.map(({ a, b }, i) =>
    JSON.stringify({ id: `s${i}`, input: question(a, b), target: String(a + b) }),
  );
  await writeFile(join(folder, "cases.jsonl"), `${rows.join("\n")}\n`);
  await writeFile(
    join(folder, "suite.yaml"),
    "schema: assay/suite@1\nid: sums\nversion: 1\nkind: cases\ndataset: { path: cases.jsonl, id: id, input: input, expected: target }\nparams: { temperature: 0 }\nscorers: [{ id: exact, use: exact }]\n",
  );
  const model = { id: "mock", provider: "compatible", base_url: `${url}/v1`, concurrency: 64 };
  await writeFile(join(folder, "models.json"), JSON.stringify([model]));
  return { name: "assay", run: () => measure(assay, ["eval", "run", "suite.yaml", "--score-now"], folder) };
}

/** promptfoo with everything but the evaluation switched off. */
async function promptfoo(installed: string): Promise<Contender> {
  const provider = { id: "openai:chat:mock", config: { apiBaseUrl: `${url}/v1`, apiKey: "x", temperature: 0 } };
  const tests = cases.map(({ a, b }) => ({ vars: { a, b }, assert: [{ type: "equals", value: String(a + b) }] }));
  await writeFile(join(folder, "tests.json"), JSON.stringify(tests));
  const config = {
    prompts: [question("{{a}}", "{{b}}")],
    providers: [provider],
    tests: "file://tests.json",
    evaluateOptions: { maxConcurrency: 64, cache: false },
  };
  await writeFile(join(folder, "promptfoo.json"), JSON.stringify(config));
  const entry = join(installed, "node_modules/promptfoo/dist/src/entrypoint.js");
  const quiet = {
    PROMPTFOO_DISABLE_TELEMETRY: "1",
    PROMPTFOO_DISABLE_UPDATE: "1",
    PROMPTFOO_DISABLE_REMOTE_GENERATION: "true",
    PROMPTFOO_DISABLE_SHARING: "1",
    PROMPTFOO_SELF_HOSTED: "1",
    PROMPTFOO_CACHE_ENABLED: "false",
    PROMPTFOO_CONFIG_DIR: await mkdtemp(join(folder, "config-")),
    OPENAI_API_KEY: "x",
    LOG_LEVEL: "warn",
    CI: "1",
  };
  const words = ["eval", "-c", "promptfoo.json", "--no-cache", "--no-table", "--no-progress-bar", "-j", "64"];
  Object.assign(process.env, quiet);
  return {
    name: "promptfoo",
    run: () => measure(process.execPath, [entry, ...words, "-o", "promptfoo-out.jsonl"], folder),
  };
}

/** evalite through its command line, with an exact-match scorer and plain fetch. */
async function evalite(installed: string): Promise<Contender> {
  const place = await mkdtemp(join(folder, "evalite-"));
  await symlink(join(installed, "node_modules"), join(place, "node_modules"));
  await writeFile(join(place, "package.json"), '{"type":"module"}');
  await writeFile(
    join(place, "evalite.config.ts"),
    'import { defineConfig } from "evalite/config";\nexport default defineConfig({ maxConcurrency: 64, testTimeout: 600000, cache: false });\n',
  );
  await writeFile(join(place, "cases.json"), JSON.stringify(cases));
  await writeFile(
    join(place, "sums.eval.ts"),
    `import { readFileSync } from "node:fs";
import { evalite } from "evalite";
const cases = JSON.parse(readFileSync(new URL("./cases.json", import.meta.url), "utf8"));
evalite("sums", {
  data: () => cases.map(({ a, b }) => ({ input: \`${question("$" + "{a}", "$" + "{b}")}\`, expected: String(a + b) })),
  task: async (input) => {
    const response = await fetch(${JSON.stringify(`${url}/v1/chat/completions`)}, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "mock", temperature: 0, messages: [{ role: "user", content: input }] }),
    });
    return (await response.json()).choices[0].message.content;
  },
  scorers: [{ name: "exact", scorer: ({ output, expected }) => (output === expected ? 1 : 0) }],
});
`,
  );
  const entry = join(installed, "node_modules/evalite/dist/bin.js");
  // Its database is compiled for one version of Node, which may not be ours.
  const node = process.env["ASSAY_EVALITE_NODE"] ?? process.execPath;
  return { name: "evalite", run: () => measure(node, [entry, "run"], place) };
}

try {
  const contenders = [await ours()];
  if (process.env["ASSAY_PROMPTFOO"]) contenders.push(await promptfoo(process.env["ASSAY_PROMPTFOO"]));
  if (process.env["ASSAY_EVALITE"]) contenders.push(await evalite(process.env["ASSAY_EVALITE"]));
  const measured = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of contenders) {
      await fetch(`${url}/reset`);
      const one = await run();
      const { requests, peak } = (await (await fetch(`${url}/stats`)).json()) as { requests: number; peak: number };
      if (requests < cells) throw new Error(`${name} asked ${requests} of ${cells} cases`);
      console.error(
        `${name}: ${one.wallS.toFixed(1)} s, CPU ${one.cpuS.toFixed(1)} s, ${one.peakMb.toFixed(0)} MB, ${peak} in flight`,
      );
      measured.get(name)!.push(one);
    }
  }
  console.log(machineLine());
  const mine = measured.get("assay")!;
  for (const [name, all] of measured) {
    const [wall, cpu] = (["wallS", "cpuS"] as const).map((key) =>
      median(all.map((one, i) => one[key] / mine[i]![key])),
    );
    const memory = median(all.map((one) => one.peakMb)).toFixed(0);
    console.log(`${name}: ${wall!.toFixed(1)} × our wall time, ${cpu!.toFixed(1)} × our CPU, ${memory} MB`);
  }
} finally {
  child.kill();
  await rm(folder, { recursive: true, force: true });
}
