import { stringify } from "yaml";
import { textTable, wrap } from "../report/text-table.ts";
import type { Collection } from "../schema/collection.ts";
import type { Provenance } from "../schema/provenance-record.ts";
import type { ResultItem } from "../schema/result-item.ts";
import type { Run } from "../schema/run.ts";
import { plainText } from "./plain-text.ts";

/** `assay show RUN`: what was asked for, what was used, what came of it. */
export function renderRun(run: Run, file: string, width: number): string {
  const settings = Object.entries(run.config.resolved).map(([name, { value, origin }]) => [name, short(value), origin]);
  const artifacts = run.artifacts.map(({ path, role = "", bytes, sha256 }) => [
    path,
    role,
    String(bytes),
    sha256.slice(0, 12),
  ]);
  const counts = Object.entries(run.counts).map(([word, count]) => `${count} ${word}`);
  const facts: [string, string | null][] = [
    ["run", run.id],
    ["file", file],
    ["study", run.study],
    ["status", run.reason === undefined ? run.status : `${run.status}: ${run.reason}`],
    ["subjects", run.subjects.join(", ")],
    ["benchmark", run.benchmark === null ? null : `${run.benchmark.id} version ${run.benchmark.version}`],
    ["scenario", run.scenario],
    ["seed", run.seed === null ? null : String(run.seed)],
    ["time", `${run.startedAt} to ${run.endedAt ?? "(not ended)"}`],
    ["counts", counts.join(", ")],
    [
      "cost",
      run.cost.usd === null
        ? `unknown${run.cost.reason === undefined ? "" : `: ${run.cost.reason}`}`
        : `$${run.cost.usd.toFixed(4)}`,
    ],
    ["simulated", run.planted === null ? null : `yes; planted ${short(run.planted)}`],
    ["config hash", run.configHash.slice(0, 12)],
  ];
  const parts = [renderFacts(facts, width)];
  if (settings.length > 0) {
    const columns = [
      { label: "setting", align: "left" },
      { label: "value", align: "left" },
      { label: "from", align: "left" },
    ] as const;
    parts.push(textTable({ columns, rows: settings }, width));
  }
  if (artifacts.length > 0) {
    const columns = [
      { label: "file", align: "left" },
      { label: "role", align: "left" },
      { label: "bytes", align: "right" },
      { label: "sha256", align: "left" },
    ] as const;
    parts.push(textTable({ columns, rows: artifacts }, width));
  }
  return parts.join("\n");
}

/** `assay show COLLECTION`: where it comes from and its first items. */
export function renderCollection(collection: Collection, items: readonly ResultItem[], width: number): string {
  const { source } = collection;
  const facts: [string, string | null][] = [
    ["collection", collection.contentHash],
    ["kind", collection.kind],
    ["id", collection.id],
    ["title", collection.title ?? null],
    ["made", collection.createdAt],
    [
      "from",
      [source.adapter, source.board, source.url ?? source.file, source.runs?.join(" ")].filter(Boolean).join(", "),
    ],
    ["licence", source.license ?? null],
    ["attribution", source.attribution ?? null],
    ["items", String(collection.n)],
    ["rejected", collection.rejects.length === 0 ? null : String(collection.rejects.length)],
  ];
  return `${renderFacts(facts, width)}\n${renderItems(items, width)}${items.length < collection.n ? `and ${collection.n - items.length} more: --items ${collection.n}\n` : ""}`;
}

/** Where a result comes from, a line a fact. */
export function renderProvenance(provenance: Provenance, width: number): string {
  const rows = Object.entries(provenance).flatMap(([name, part]) => factsOf(name, part));
  return textTable(
    {
      columns: [
        { label: "provenance", align: "left" },
        { label: "", align: "left" },
      ],
      rows,
    },
    width,
  );
}

/** Any other document, as indented text. */
export function renderAny(document: object): string {
  return plainText(stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }));
}

function renderItems(items: readonly ResultItem[], width: number): string {
  if (items.length === 0) return "";
  const columns = [
    { label: "metric", align: "left" },
    { label: "subject", align: "left" },
    { label: "on", align: "left" },
    { label: "value", align: "right" },
    { label: "interval", align: "right" },
    { label: "n", align: "right" },
    { label: "why null", align: "left" },
  ] as const;
  const rows = items.map((item) => [
    item.metricId,
    item.subject ?? "",
    [item.benchmark, item.task].filter(Boolean).join(" "),
    item.value === null ? "-" : figure(item.value),
    item.ci === null ? "-" : `[${limit(item.ci.low)}, ${limit(item.ci.high)}]`,
    String(item.samplesUsed),
    item.reason ?? "",
  ]);
  return textTable({ columns, rows }, width);
}

function renderFacts(facts: readonly [string, string | null][], width: number): string {
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== "");
  const label = Math.max(...known.map(([name]) => name.length));
  return known
    .map(([name, value]) => {
      const lines = wrap(plainText(value).replace(/\s+/g, " "), Math.max(20, width - label - 2));
      return lines.map((line, index) => `${(index === 0 ? name : "").padEnd(label)}  ${line}\n`).join("");
    })
    .join("");
}

function factsOf(name: string, part: unknown): string[][] {
  if (typeof part !== "object" || part === null) return [[name, short(part)]];
  if (Array.isArray(part)) return part.flatMap((entry, index) => factsOf(`${name}[${index}]`, entry));
  const { status, why, ...rest } = part as { status?: string; why?: string };
  if (status === "absent") return [[name, `absent: ${why}`]];
  return Object.entries(rest).flatMap(([key, value]) => factsOf(`${name}.${key}`, value));
}

function short(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function limit(value: number | null): string {
  return value === null ? "open" : figure(value);
}
