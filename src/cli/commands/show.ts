import { InvalidInputError } from "../../errors/input-errors.ts";
import type { Provenance } from "../../schema/provenance-record.ts";
import { type CommandModule, example } from "../command.ts";
import { jsonText } from "../json-text.ts";
import { wholeNumber } from "../options.ts";

interface Flags {
  provenance?: boolean;
  items: number;
  json?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .argument("<what>", "a run (id, its beginning, or latest), a collection (name, name@2, hash), or a file")
    .option("--provenance", "print where it comes from: code, machine, services, data")
    .option("--items <n>", "most items of a collection", wholeNumber("--items"), 20)
    .option("--json", "print the record as it lies on disk")
    .addHelpText(
      "after",
      example("assay show latest", "assay show latest --provenance", "assay show main@previous --items 50"),
    )
    .action(
      wrap(async (what: string, flags: Flags) => {
        const { resolve } = await import("node:path");
        const { findWorkspace } = await import("../../store/workspace.ts");
        const { showDocument } = await import("../../store/list-documents.ts");
        const { collectionItems } = await import("../../store/collections.ts");
        const { collectionKind } = await import("../../schema/collection.ts");
        const { runKind } = await import("../../schema/run.ts");
        const { toDisk } = await import("../../schema/codec.ts");
        const render = await import("../render-document.ts");
        const workspace = await findWorkspace(io.cwd);
        if (/\.(jsonl|csv|parquet)$/.test(what)) throw rowsNotRecord(what);
        const isFile = /\.json$|[\\/]/.test(what);
        const { file, kind, document } = await showDocument(workspace, isFile ? resolve(io.cwd, what) : what);
        const provenance = provenanceOf(document);

        if (flags.json) {
          const disk = toDisk(kind.schema, document) as Record<string, unknown>;
          io.out(jsonText(flags.provenance ? (disk["provenance"] ?? null) : disk));
        } else if (flags.provenance) {
          io.out(
            provenance === null
              ? `this ${kind.kind} records no provenance\n`
              : render.renderProvenance(provenance, io.width),
          );
        } else if (kind === runKind) {
          io.out(render.renderRun(document as never, file, io.width));
        } else if (kind === collectionKind && workspace !== null) {
          const items = [];
          for await (const item of collectionItems(workspace, document as never)) {
            if (items.length >= flags.items) break;
            items.push(item);
          }
          io.out(render.renderCollection(document as never, items, io.width));
        } else io.out(render.renderAny(toDisk(kind.schema, document) as object));
        return 0;
      }),
    );
};

/** Rows are not a record: what looks at them is another command. */
function rowsNotRecord(what: string): InvalidInputError {
  return new InvalidInputError(`${what} holds rows, and show prints one record`, {
    hint: "Print the run it belongs to (assay show latest), read it with jq, or ask the index: assay sql",
  });
}

function provenanceOf(document: object): Provenance | null {
  const { provenance } = document as { provenance?: Provenance };
  return provenance !== undefined && "tool" in provenance ? provenance : null;
}
