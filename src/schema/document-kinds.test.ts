import { describe, expect, test } from "vitest";
import { z } from "zod";
import { documentText, parseDocument, sealDocument } from "./document.ts";
import { documentKinds, type KindName } from "./document-kinds.ts";
import { event } from "./event.ts";
import { ref } from "./ref.ts";
import { resultItem } from "./result-item.ts";
import { sampleRow } from "./sample-row.ts";
import { asKnown, childSchemas } from "./schema-tree.ts";

const header = { id: "x-1", createdAt: "2026-01-31T12:00:00Z", tool: { version: "0.1.0", commit: null } };
const metric = {
  name: "Accuracy",
  definition: "Share correct.",
  category: "accuracy",
  unit: "1",
  direction: "higher",
  scale: "proportion",
  aggregation: { kind: "quantile", q: 0.5 },
};
const item = { metricId: "m", value: 1, ci: null, samplesUsed: 3, reason: "x", variant: { camelCase: true } };
const hash = "a".repeat(64);
const report = {
  inputs: [{ role: "run", ref: "latest", hash: null }],
  config: { someKey: 1 },
  counts: { rows: 1 },
  exitCode: 0,
};
const absent = { status: "absent", why: "not asked" };
const key = {
  subject: "s",
  benchmark: null,
  benchmarkVersion: null,
  task: null,
  scenario: null,
  metricId: "m",
  variant: {},
};

/** A small sound content of every kind. */
const contents = {
  subject: { ...header, kind: "model", provider: "acme", variants: [{ name: "7B", paramsB: 7 }] },
  benchmark: {
    ...header,
    version: "1",
    tasks: [{ id: "t" }],
    metrics: ["m"],
    dataset: null,
    protocol: null,
    chance: 0.25,
  },
  metric: { ...header, ...metric },
  indicator: {
    ...header,
    ...metric,
    runScriptRef: { kind: "builtin", ref: "f1", outputFormat: "unified_v1", timeoutS: 60 },
    inputs: {},
    emits: ["m"],
  },
  scenario: { ...header, metrics: [{ metric: "m", priority: "gate" }] },
  run: {
    ...header,
    study: "eval",
    subjects: ["a/b"],
    benchmark: { id: "rent", version: "2", hash },
    scenario: null,
    seed: 1,
    config: { asked: { topP: null }, resolved: { temperature: { value: 0.2, origin: "suite" } } },
    configHash: hash,
    provenance: {
      tool: header.tool,
      git: absent,
      machine: absent,
      gpu: absent,
      runtime: absent,
      packageManager: absent,
      lockfile: absent,
    },
    startedAt: header.createdAt,
    endedAt: null,
    status: "partial",
    cost: { usd: null, reason: "unpriced", inputTokens: 1, outputTokens: 2, seconds: null },
    counts: { planned: 3 },
    artifacts: [{ path: "run.jsonl", sha256: hash, bytes: 3 }],
    planted: null,
  },
  collection: {
    ...header,
    kind: "snapshot",
    source: { adapter: "lmarena", retrievedAt: header.createdAt },
    items: [item],
    n: 1,
    rejects: [],
    unmatchedSubjects: [],
  },
  comparison: {
    ...header,
    ...report,
    family: { name: "metrics", size: 1, correction: "holm" },
    rows: [
      {
        metricId: "m",
        subject: "a",
        reference: "b",
        direction: "higher",
        scale: "proportion",
        n: { items: 3, clusters: null, seeds: null, reference: null, lost: 0 },
        value: { subject: 1, reference: 0.5 },
        delta: 0.5,
        deltaRelative: 1,
        effectSize: null,
        ci: null,
        ciSecond: null,
        ciSimultaneous: null,
        p: null,
        pAdjusted: null,
        convention: null,
        method: null,
        evidence: { available: [], used: null, reason: null },
        pairing: null,
        bounds: null,
        mde: null,
        minEffect: null,
        margin: null,
        goal: "superiority",
        verdict: "inconclusive",
        needsMore: null,
        monteCarlo: null,
        seed: null,
        stream: null,
        notes: [],
        reason: "two bare numbers",
      },
    ],
    verdict: "inconclusive",
  },
  plan: {
    ...header,
    inputs: [],
    design: "paired",
    unit: "pairs",
    config: {},
    rows: [
      { criterion: "budget 3", n: 3, n2: null, power: null, mde: 1, low: null, high: null, cost: null, reason: null },
    ],
    curves: { power: [], minimumN: [] },
    assumptions: [],
  },
  "sequential-plan": {
    ...header,
    metric: "m",
    alpha: 0.05,
    spending: "obf",
    sides: "per-side",
    looks: 3,
    maximumInformation: 300,
    unit: "items",
    power: 0.8,
    effect: 0.02,
    minEffect: null,
    history: [],
  },
  diff: {
    ...header,
    ...report,
    rows: [
      {
        key,
        status: "new",
        prev: null,
        curr: { value: 1, ci: null, n: 3 },
        delta: null,
        deltaAdjusted: null,
        deltaRelative: null,
        ci: null,
        p: null,
        pAdjusted: null,
        method: null,
        nItems: null,
        mde: null,
        minEffect: null,
        overThreshold: null,
        priority: "info",
        verdict: "none",
        severity: null,
        reason: "new",
      },
    ],
    shifts: [],
    verdict: "pass",
    outputs: [],
  },
  audit: { ...header, ...report, subject: "adapter", rows: [item], sections: { layers: { any: 1 } }, verdict: "pass" },
  validation: {
    ...header,
    ...report,
    success: true,
    results: [],
    statistics: { evaluated: 1, failed: 0, warned: 0 },
    meta: {},
    verdict: "pass",
  },
  summary: {
    ...header,
    ...report,
    study: "eval",
    rows: [item],
    verdicts: [],
    sections: {},
    planted: null,
    verdict: "negligible",
  },
  "matrix-extraction": {
    ...header,
    source: [{ path: "scores.json", sha256: hash, bytes: 10 }],
    shape: "long",
    score: 0.9,
    alternatives: [
      { shape: "wide", map: "$[*]:model=name,benchmark=@columns,score=*", score: 0.4, examples: ["(a, b) = 1"] },
    ],
    mapping: { path: "$[*]", model: "m", benchmark: "b", score: "s", map: "$[*]:model=m,benchmark=b,score=s" },
    rawSchema: "$[*] 4 × {m, b, s}",
    decisions: [{ step: "zeros", choice: "keep", why: "a measured 0 is a score", affected: 1 }],
    nRows: 4,
    nModels: 3,
    nBenchmarks: 2,
    nCells: 3,
    missingFraction: 0.5,
    duplicates: [
      {
        modelId: "m1",
        benchmarkId: "b1",
        values: [1, 2],
        sources: ["x", null],
        kept: 1.5,
        kind: "conflict",
        spread: 1,
        policy: "mean",
      },
    ],
    zeros: [{ modelId: "m1", benchmarkId: "b2", kept: true }],
    rejected: [{ where: "scores.json:3", value: "good", why: "not a number" }],
    nRejected: 1,
    orphans: { models: [], benchmarks: ["b2"] },
    issues: [{ code: "mixed_scale", benchmarkId: "b1", detail: "1 score between 0 and 1", affected: 1 }],
    benchmarks: [
      { id: "b1", name: "B 1", n: 2, min: 0, max: 2, transform: "logit", transformReason: "visible scores" },
    ],
    models: [{ id: "m1", name: "M 1", n: 2, provider: null, releaseDate: "2025-07-01", releaseDatePrecision: "year" }],
  },
} satisfies Record<KindName, object>;

describe.each(Object.entries(contents))("a %s", (name, content) => {
  const kind = documentKinds[name as KindName];

  test("is sealed, written and read back unchanged", () => {
    const sealed = sealDocument(kind, content as never);
    expect(parseDocument(kind, documentText(kind, sealed as never), "x.json")).toEqual(sealed);
    expect(sealed).toMatchObject(content);
  });

  test("is written in the spelling of the disk", () => {
    const text = documentText(kind, sealDocument(kind, content as never) as never);
    expect(text).toContain('"created_at"');
    expect(text).not.toContain('"createdAt"');
  });
});

test("what people write by hand needs no time, tool or hash; what we write does", () => {
  const { createdAt: _createdAt, tool: _tool, ...byHand } = contents.metric;
  const { contentHash: _hash, ...sealed } = sealDocument(documentKinds.metric, byHand as never);
  const text = JSON.stringify({ schema: sealed.schema, id: "x", ...metric });
  expect(parseDocument(documentKinds.metric, text, "m.json")).toMatchObject(metric);
  expect(() => parseDocument(documentKinds.run, '{"schema":"assay/run@1","id":"x"}', "r.json")).toThrow(
    /required key is missing/,
  );
});

test("free maps inside records keep their keys", () => {
  const sealed = sealDocument(documentKinds.run, contents.run as never);
  expect(documentText(documentKinds.run, sealed)).toContain('"topP": null');
});

test("the same items fetched again are the same collection", () => {
  const hashOf = (source: object, id: string) =>
    sealDocument(documentKinds.collection, { ...contents.collection, id, source } as never).contentHash;
  const first = hashOf({ adapter: "a", retrievedAt: "2026-01-31T12:00:00Z" }, "one");
  expect(hashOf({ adapter: "a", retrievedAt: "2027-01-31T12:00:00Z" }, "two")).toBe(first);
  expect(hashOf({ adapter: "b" }, "one")).not.toBe(first);
});

const schemas: [string, z.ZodType][] = [
  ...Object.entries(documentKinds).map(([name, kind]): [string, z.ZodType] => [name, kind.schema]),
  ["result-item", resultItem],
  ["sample-row", sampleRow],
  ["event", event],
  ["ref", ref],
];
test.each(schemas)("every field of %s has a line of documentation", (_name, schema) => {
  expect(undocumented(schema, "", new Set())).toEqual([]);
});

function undocumented(schema: z.core.$ZodType, path: string, seen: Set<z.core.$ZodType>): string[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const def = asKnown(schema)._zod.def;
  if (def.type !== "object") return childSchemas(schema).flatMap((child) => undocumented(child, path, seen));
  return Object.entries(def.shape).flatMap(([key, field]) => {
    const here = `${path}.${key}`;
    const text = z.globalRegistry.get(field)?.description ?? "";
    return [...(/^[A-Za-z].*[.;]$|\.$/.test(text) ? [] : [`${here}: ${text}`]), ...undocumented(field, here, seen)];
  });
}
