import { InvalidInputError } from "../../errors/input-errors.ts";
import { type CommandModule, example } from "../command.ts";
import { jsonText } from "../json-text.ts";
import { wholeNumber } from "../options.ts";
import { plainText } from "../plain-text.ts";

interface Flags {
  csv?: boolean;
  json?: boolean;
  parquet?: string;
  out?: string;
  limit: number;
  tables?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .argument("[query]", "one SQL statement over runs, items, results, collections, events")
    .option("--csv", "print CSV, safe for spreadsheets")
    .option("--json", "print one object with columns and rows")
    .option("--parquet <file>", "write a Parquet file")
    .option("--out <file>", "with --csv or --json: write the rows to this file instead")
    .option("--limit <n>", "most rows of the printed table; 0: all", wholeNumber("--limit"), 100)
    .option("--tables", "say what tables and columns there are")
    .addHelpText(
      "after",
      example(
        'assay sql "select model_id, avg(score) as mean, count(*) as n from items group by all order by mean"',
        'assay sql "select * from results" --parquet results.parquet',
        "assay sql --tables",
      ),
    )
    .action(
      wrap(async (query: string | undefined, flags: Flags) => {
        const render = await import("../render-query.ts");
        if (flags.tables) {
          const { indexViews } = await import("../../store/index/index-schema.ts");
          io.out(flags.json ? jsonText(indexViews) : render.renderViews(indexViews, io.width));
          return 0;
        }
        if (query === undefined) {
          throw new InvalidInputError("what should be asked?", { hint: 'For example: assay sql "select * from runs"' });
        }
        const file = fileOf(flags);
        const { requireWorkspace } = await import("../../store/workspace.ts");
        const { faultsAsJson, reportFaults } = await import("../report-faults.ts");
        const workspace = await requireWorkspace(io.cwd);
        if (file !== null) {
          const { resolve } = await import("node:path");
          const { exportSql } = await import("../../store/index/export-query.ts");
          const { rows, faults } = await exportSql(workspace, query, { ...file, file: resolve(io.cwd, file.file) });
          io.err(`${rows} rows written to ${file.file}\n`);
          return reportFaults(io, faults);
        }
        const { querySql } = await import("../../store/index/query-index.ts");
        const { faults, ...result } = await querySql(workspace, query);
        if (flags.json) {
          io.out(jsonText({ ...render.queryAsJson(result), faults: faultsAsJson(faults) }));
        } else if (flags.csv) io.out(plainText(render.queryAsCsv(result)));
        else io.out(render.renderQuery(result, { width: io.width, limit: flags.limit }));
        return reportFaults(io, faults);
      }),
    );
};

function fileOf({ csv, json, parquet, out }: Flags): { format: "csv" | "json" | "parquet"; file: string } | null {
  const chosen = [csv, json, parquet].filter((flag) => flag !== undefined).length;
  if (chosen > 1) {
    throw new InvalidInputError("--csv, --json and --parquet exclude each other", { hint: "Ask twice." });
  }
  if (parquet !== undefined) return { format: "parquet", file: parquet };
  if (out === undefined) return null;
  if (csv || json) return { format: csv ? "csv" : "json", file: out };
  throw new InvalidInputError("--out needs a format", { hint: "Add --csv or --json, or use --parquet FILE." });
}
