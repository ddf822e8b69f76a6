/**
 * 5,000 exact-match cells, 64 in flight, a 20 ms loopback server: `assay eval run` (journal on, whole process) beside a
 * bare undici loop, in turns. node benchmarks/eval/throughput.ts [rounds]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Measured, machineLine, measure, median, startServer } from "../support/measure.ts";

const rounds = Number(process.argv[2] ?? 5);
const cells = 5000;
const support = new URL("../support/", import.meta.url).pathname;
const assay = new URL("../../bin/assay.mjs", import.meta.url).pathname;
const folder = await mkdtemp(join(tmpdir(), "assay-throughput-"));
const { url, child } = await startServer(join(support, "chat-server.ts"), ["20"]);
try {
  const rows = Array.from({ length: cells }, (_, i) => {
    const b = (i * 7919) % 10007;
    return JSON.stringify({
      id: `s${i}`,
      input: `What is ${i} + ${b}? Reply with the number only.`,
      target: String(i + b),
    });
  });
  await writeFile(join(folder, "cases.jsonl"), `${rows.join("\n")}\n`);
  await writeFile(
    join(folder, "suite.yaml"),
    "schema: assay/suite@1\nid: sums\nversion: 1\nkind: cases\ndataset: { path: cases.jsonl, id: id, input: input, expected: target }\nparams: { temperature: 0 }\nscorers: [{ id: exact, use: exact }]\n",
  );
  await writeFile(
    join(folder, "models.json"),
    JSON.stringify([{ id: "mock", provider: "compatible", base_url: `${url}/v1`, concurrency: 64 }]),
  );
  const ours: Measured[] = [];
  const bare: Measured[] = [];
  let peak = 0;
  for (let round = 0; round <= rounds; round++) {
    await fetch(`${url}/reset`);
    const mine = await measure(assay, ["eval", "run", "suite.yaml"], folder);
    peak = ((await (await fetch(`${url}/stats`)).json()) as { peak: number }).peak;
    const loop = await measure(
      process.execPath,
      [join(support, "bare-loop.ts"), "cases.jsonl", "64", url, "out.jsonl"],
      folder,
    );
    if (round === 0) continue;
    ours.push(mine);
    bare.push(loop);
  }
  const ratios = ours.map((mine, i) => mine.wallS / bare[i]!.wallS);
  const extraMs = ours.map((mine, i) => ((mine.cpuS - bare[i]!.cpuS) / cells) * 1000);
  console.log(machineLine());
  console.log(
    `wall: ours ${median(ours.map((m) => m.wallS)).toFixed(2)} s, bare loop ${median(bare.map((m) => m.wallS)).toFixed(2)} s`,
  );
  console.log(
    `ratio, median of ${rounds}: ${median(ratios).toFixed(2)} (${ratios.map((r) => r.toFixed(2)).join(", ")}); target ≤ 1.40`,
  );
  console.log(`CPU beyond the bare loop: ${median(extraMs).toFixed(2)} ms a request, start-up included; target ≤ 0.25`);
  console.log(
    `peak memory: ours ${median(ours.map((m) => m.peakMb)).toFixed(0)} MB, bare ${median(bare.map((m) => m.peakMb)).toFixed(0)} MB; target ≤ 160`,
  );
  console.log(`really in flight: ${peak} of 64`);
} finally {
  child.kill();
  await rm(folder, { recursive: true, force: true });
}
