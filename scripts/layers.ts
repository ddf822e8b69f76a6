/** The room table of ARCHITECTURE.md. A room may import itself, `errors`, and the rooms named in its row. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  schema: [],
  linalg: [],
  stats: ["linalg"],
  provenance: ["schema"],
  store: ["schema", "provenance"],
  providers: ["schema", "stats"],
  launchers: ["schema", "stats"],
  sources: ["schema", "stats"],
  run: ["schema", "stats", "provenance", "store"],
  score: ["schema", "stats", "linalg", "provenance", "store"],
  compare: ["schema", "stats", "provenance", "store"],
  report: ["schema", "stats"],
  studies: [
    "schema",
    "stats",
    "linalg",
    "provenance",
    "store",
    "providers",
    "launchers",
    "sources",
    "run",
    "score",
    "compare",
    "report",
  ],
  evaluate: ["schema", "stats", "provenance", "store", "providers", "run", "score", "report"],
  label: ["schema", "stats", "provenance", "store"],
  server: ["schema", "stats", "provenance", "store", "compare", "report", "studies", "label"],
};

/** Files that hold interfaces alone; these rooms may know them too. */
const interfaces: Readonly<Record<string, readonly string[]>> = {
  run: ["src/providers/provider.ts"],
  score: ["src/providers/provider.ts"],
};

/** Rooms that import no package and nothing of Node. */
const pure = new Set(["stats", "linalg"]);

/** One import: who, what (a repository path, or a package name), and whether the importer is a test. */
export interface ImportEdge {
  readonly from: string;
  readonly to: string;
  readonly local: boolean;
}

/** What breaks the table, in words; empty when nothing does. */
export function brokenLayers(edges: readonly ImportEdge[]): string[] {
  const faults: string[] = [];
  for (const edge of edges) {
    const fault = faultOf(edge);
    if (fault !== null) faults.push(`${edge.from} → ${edge.to}: ${fault}`);
  }
  return [...faults, ...circles(edges.filter((edge) => edge.local))];
}

function roomOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function faultOf({ from, to, local }: ImportEdge): string | null {
  const room = roomOf(from);
  if (room === null || room === "cli" || from.includes("/conformance/") || /\.(test|conformance)\.ts$/.test(from))
    return null;
  if (!local) return pure.has(room) ? `${room} imports no package` : null;
  if (to === "src/index.ts") return "nothing imports the front door";
  const target = roomOf(to);
  if (target === null) return null;
  if (target === "cli") return "only cli imports cli";
  const study = /^src\/studies\/([^/]+)\//;
  if (room === "studies" && target === "studies" && study.exec(from)?.[1] !== study.exec(to)?.[1])
    return "studies do not import each other";
  const allowed = rooms[room];
  if (allowed === undefined) return `room ${room} is not in the table`;
  if (target === room || target === "errors" || allowed.includes(target) || interfaces[room]?.includes(to)) return null;
  return `${room} may import errors${allowed.map((name) => `, ${name}`).join("")}`;
}

function circles(edges: readonly ImportEdge[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const state = new Map<string, "open" | "done">();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      found.push(`circle: ${[...path.slice(path.indexOf(file)), file].join(" → ")}`);
      return;
    }
    state.set(file, "open");
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    state.set(file, "done");
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}
