import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentHash } from "../../schema/content-hash.ts";
import { assay, folderWith } from "../testing/assay-process.ts";

/** The first n of 300 items; the second side is `shift` better, give or take. */
function table(n: number, shift: number): string {
  const rows = Array.from({ length: n }, (_, i) => `q${i},${(Math.sin(7 * i) + shift + Math.cos(13 * i)).toFixed(6)}`);
  return `item_id,score\n${rows.join("\n")}\n`;
}

const plain = (n: number) =>
  `item_id,score\n${Array.from({ length: n }, (_, i) => `q${i},${Math.sin(7 * i).toFixed(6)}`).join("\n")}\n`;

async function planned(files: Record<string, string> = {}, ...more: string[]) {
  const cwd = await folderWith({ ".assay/runs/.keep": "", ...files });
  const args = ["--sd", "0.7", "--effect", "0.15", "--design", "paired", "--looks", "3", "--maximum", "300"];
  const made = await assay(["plan", ...args, "--metric", "score", "--out", "plan", ...more], { cwd });
  return { cwd, made, file: join(cwd, "plan/sequential-plan.json") };
}

interface PlanOnDisk {
  id: string;
  content_hash: string;
  created_at: string;
  alpha: number;
  history: Record<string, unknown>[];
}
const read = async (file: string) => JSON.parse(await readFile(file, "utf8")) as PlanOnDisk;
const sealed = (plan: PlanOnDisk) => {
  const { content_hash: _hash, history: _history, ...rest } = plan;
  return JSON.stringify({ ...plan, content_hash: contentHash(rest) });
};

async function look(cwd: string, n: number, shift: number, ...more: string[]) {
  await writeFile(join(cwd, "a.csv"), plain(n));
  await writeFile(join(cwd, "b.csv"), table(n, shift));
  return assay(["compare", "a.csv", "b.csv", "--plan", "plan/sequential-plan.json", ...more], { cwd });
}

describe("looks under a plan", () => {
  test("are planned with a hash in the event log before the first", async () => {
    const { cwd, made, file } = await planned();
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: "" });
    expect(made.out).toContain("its hash is in the event log");
    const plan = await read(file);
    expect(plan).toMatchObject({ schema: "assay/sequential-plan@1", alpha: 0.05, looks: 3, history: [] });
    const events = await readFile(join(cwd, ".assay/events.jsonl"), "utf8");
    expect(events).toContain(`sequential-plan:${plan.id}@${plan.content_hash}`);
    expect((await readdir(join(cwd, "plan/pictures"))).filter((name) => name.startsWith("boundary"))).toHaveLength(3);
  });

  test("go on below the boundary, stop beyond it, and then give estimates that allow for stopping", async () => {
    const { cwd, file } = await planned();
    const first = await look(cwd, 100, 0.08, "--json");
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: "" });
    const one = JSON.parse(first.out);
    expect(one.sequential).toMatchObject({ analysis: "planned", stopped: null, looks: [{ decision: "continue" }] });
    expect(one.sequential.looks[0].boundary).toBeCloseTo(3.710303, 5);
    expect(one.sequential.ahead.map(({ boundary }: { boundary: number }) => boundary)).toEqual([
      expect.closeTo(2.511427, 5),
      expect.closeTo(1.993047, 5),
    ]);
    expect(one.rows[0]).toMatchObject({ p: null, ci: { method: "repeated" }, ci_second: null, needs_more: 200 });

    const second = JSON.parse((await look(cwd, 240, 0.3, "--json", "--out", "report")).out);
    const { stopped, looks } = second.sequential;
    expect(looks.map(({ decision }: { decision: string }) => decision)).toEqual(["continue", "better"]);
    expect(stopped.p).toBeLessThan(0.05);
    expect(stopped.ci.low).toBeGreaterThan(0);
    expect(second.rows[0]).toMatchObject({
      ci: { method: "repeated" },
      ci_second: { method: "stagewise" },
      verdict: "better",
    });
    expect(second.rows[0].notes.join(" ")).toContain("not among those planned, which is allowed");
    expect(await readdir(join(cwd, "report/pictures"))).toContain("boundary.svg");
    expect((await read(file)).history).toHaveLength(2);

    const again = await look(cwd, 240, 0.3, "--json");
    expect(JSON.parse(again.out).sequential).toEqual(second.sequential);
    expect((await read(file)).history).toHaveLength(2);
    const late = await look(cwd, 300, 0.3);
    expect(late.code).toBe(2);
    expect(late.err).toContain("this plan ended with look 2: better");
  });

  test("end at the whole information, and advise on futility before", async () => {
    const { cwd } = await planned();
    expect((await look(cwd, 200, 0)).out).toContain("stop for futility: that binds nobody");
    const { out } = await look(cwd, 320, 0);
    expect(out).toContain("the end, nothing shown");
    expect(out).toContain("More was measured than planned");
  });

  test("take new evidence each time", async () => {
    const { cwd } = await planned();
    await look(cwd, 150, 0);
    const { code, err } = await look(cwd, 150, 0.01);
    expect(code).toBe(2);
    expect(err).toContain("there is nothing new since look 1: 150 pairs now, 150 then");
  });
});

describe("a plan edited after the first look is refused, exit 2", () => {
  async function lookedAt() {
    const { cwd, file } = await planned();
    expect((await look(cwd, 100, 0)).code).toBe(0);
    return { cwd, file, plan: await read(file) };
  }

  test("plainly: its content does not match its hash", async () => {
    const { cwd, file, plan } = await lookedAt();
    await writeFile(file, JSON.stringify({ ...plan, alpha: 0.2 }));
    const { code, err } = await look(cwd, 200, 0);
    expect(code).toBe(2);
    expect(err).toContain("this plan was edited: its content does not match its hash");
  });

  test("with a new hash: the looks know the old one", async () => {
    const { cwd, file, plan } = await lookedAt();
    await writeFile(file, sealed({ ...plan, alpha: 0.2 }));
    expect((await look(cwd, 200, 0)).err).toContain("changed after its first look: look 1 was taken under");
  });

  test("with a new hash and no history: the event log knows", async () => {
    const { cwd, file, plan } = await lookedAt();
    await writeFile(file, sealed({ ...plan, alpha: 0.2, history: [] }));
    expect((await look(cwd, 200, 0)).err).toContain("the event log holds another hash");
    await writeFile(file, sealed({ ...plan, history: [] }));
    expect((await look(cwd, 200, 0)).err).toContain("look 1 of the event log is not in its history");
  });

  test("with an edited look", async () => {
    const { cwd, file, plan } = await lookedAt();
    await writeFile(file, JSON.stringify({ ...plan, history: [{ ...plan.history[0], spent: 0 }] }));
    await rm(join(cwd, ".assay"), { recursive: true });
    expect((await look(cwd, 200, 0)).err).toContain("look 1 of its history was edited");
  });

  test("and a used plan is not written over", async () => {
    const { cwd } = await lookedAt();
    const args = ["--sd", "1", "--effect", "0.5", "--looks", "2", "--metric", "score", "--out", "plan"];
    const { code, err } = await assay(["plan", ...args], { cwd });
    expect(code).toBe(2);
    expect(err).toContain("a plan with 1 look already");
  });
});

test.each([
  [["--metric", "other"], "--metric other is not what the plan says: score"],
  [["--alpha", "0.1"], "--alpha 0.1 is not what the plan says: 0.05"],
  [["--pair-by", "none"], "the plan counts pairs, and the sides are not paired"],
  [["--plan", "nowhere.json"], "nowhere.json"],
])("%j exits 2 and adds no look", async (args, words) => {
  const { cwd, file } = await planned();
  const { code, err } = await look(cwd, 100, 0, ...args);
  expect(code).toBe(2);
  expect(err).toContain(words);
  expect((await read(file)).history).toEqual([]);
});

test("several looks need a metric, and non-inferiority has none", async () => {
  const cwd = await folderWith({});
  const looks = ["plan", "--looks", "2", "--out", "plan"];
  expect((await assay([...looks, "--sd", "1", "--effect", "1"], { cwd })).err).toContain("--metric accuracy");
  const margin = ["--p-discordant", "0.1", "--margin", "0.02", "--design", "non-inferiority"];
  expect((await assay([...looks, ...margin], { cwd })).err).toContain("not for non-inferiority");
});

test("looking again without a plan is labelled post hoc; the same evidence is not", async () => {
  const cwd = await folderWith({ "a.csv": plain(40), "b.csv": table(40, 0) });
  const compare = () => assay(["compare", "a.csv", "b.csv", "--out", "report"], { cwd });
  expect((await compare()).out).not.toContain("Post hoc");
  expect((await compare()).out).not.toContain("Post hoc");
  await writeFile(join(cwd, "a.csv"), plain(60));
  await writeFile(join(cwd, "b.csv"), table(60, 0));
  expect((await compare()).out).toContain("Post hoc: these sides were compared before");
});
