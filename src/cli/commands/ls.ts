import { type CommandModule, example } from "../command.ts";
import { jsonText } from "../json-text.ts";
import { oneOf, wholeNumber } from "../options.ts";

const kinds = ["runs", "collections", "names", "events"] as const;

interface Flags {
  limit: number;
  json?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .argument("[what]", `${kinds.join(", ")} (default: runs and collections)`, oneOf("what", kinds))
    .option("--limit <n>", "most entries of each, newest first; 0: all", wholeNumber("--limit"), 20)
    .option("--json", "print one object")
    .addHelpText("after", example("assay ls", "assay ls collections --limit 5", "assay ls events --json"))
    .action(
      wrap(async (what: (typeof kinds)[number] | undefined, { limit, json }: Flags) => {
        const { requireWorkspace } = await import("../../store/workspace.ts");
        const { listCollections, listRuns } = await import("../../store/list-documents.ts");
        const { readRefs } = await import("../../store/refs.ts");
        const { readEvents } = await import("../../store/event-log.ts");
        const render = await import("../render-list.ts");
        const { faultsAsJson, reportFaults } = await import("../report-faults.ts");
        const workspace = await requireWorkspace(io.cwd);
        const newest = <T>(entries: readonly T[]) => (limit <= 0 ? entries : entries.slice(0, limit));
        const faults: Parameters<typeof reportFaults>[1][number][] = [];
        const object: Record<string, unknown> = {};
        const parts: string[] = [];

        if (what === undefined || what === "runs") {
          const runs = await listRuns(workspace);
          faults.push(...runs.faults);
          object["runs"] = newest(runs.entries).map(render.runAsJson);
          parts.push(render.renderRuns(newest(runs.entries), io.width) + more(runs.entries.length, limit));
        }
        if (what === undefined || what === "collections") {
          const collections = await listCollections(workspace);
          faults.push(...collections.faults);
          object["collections"] = newest(collections.entries).map(render.collectionAsJson);
          if (what !== undefined || collections.entries.length > 0) {
            parts.push(
              render.renderCollections(newest(collections.entries), io.width) + more(collections.entries.length, limit),
            );
          }
        }
        if (what === "names") {
          const refs = await readRefs(workspace);
          object["names"] = Object.entries(refs).map(([name, { hash, history }]) => ({
            name,
            hash,
            set: history.length,
          }));
          parts.push(render.renderNames(refs, io.width));
        }
        if (what === "events") {
          const events = [];
          for await (const one of readEvents(workspace)) events.unshift(one);
          object["events"] = newest(events);
          parts.push(render.renderEvents(newest(events), io.width) + more(events.length, limit));
        }

        if (!json) io.out(parts.join("\n"));
        else io.out(jsonText({ ...object, faults: faultsAsJson(faults) }));
        return reportFaults(io, faults);
      }),
    );
};

function more(n: number, limit: number): string {
  return limit > 0 && n > limit ? `and ${n - limit} more: --limit 0\n` : "";
}
