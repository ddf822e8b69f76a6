import { InvalidInputError } from "../../errors/input-errors.ts";
import { svgToPng } from "../../report/svg-to-png.ts";
import { filterTable } from "../../studies/matrix/filter-table.ts";
import { maskView } from "../../studies/matrix/masked-view.ts";
import { selectionPicture, selectionText } from "../../studies/matrix/report/selection-text.ts";
import { selectBenchmarks } from "../../studies/matrix/select/select-benchmarks.ts";
import type { SelectionMethod } from "../../studies/matrix/select/selection-methods.ts";
import { selectionRecord } from "../../studies/matrix/select/selection-record.ts";
import type { Io } from "../io.ts";
import { given } from "../options.ts";
import { plainText } from "../plain-text.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";
import { readCosts } from "./read-costs.ts";

export interface SelectFlags extends DataFlags, OutputFlags {
  k?: number;
  budget?: number;
  costs?: string;
  defaultCost?: number;
  method?: SelectionMethod;
  minPerBenchmark?: number;
  minPerModel?: number;
  draws?: number;
  seed?: number;
  json?: boolean;
}

export async function runSelect(io: Io, flags: SelectFlags): Promise<number> {
  const { k, budget, method = "greedy", minPerBenchmark = 10, minPerModel = 5, seed = 1 } = flags;
  if (k !== undefined && budget !== undefined) {
    throw new InvalidInputError("--k and --budget are two ways to say how many", { hint: "Give one of them." });
  }
  if (budget === undefined && (flags.costs !== undefined || flags.defaultCost !== undefined)) {
    throw new InvalidInputError("costs play no part without a budget", { hint: "Say how much to spend: --budget B." });
  }
  const output = await openOutput(io.cwd, flags);
  const extracted = await readScoreTable(io.cwd, flags);
  const table = filterTable(extracted.table, { minPerBenchmark, minPerModel });
  if (table.models.length < 3 || table.benchmarks.length < 2) {
    throw new InvalidInputError(
      `${table.models.length} models and ${table.benchmarks.length} benchmarks are left to choose from; 3 and 2 are needed`,
      { hint: "Lower --min-per-benchmark or --min-per-model, or read more data." },
    );
  }
  const count = k ?? 5;
  if (budget === undefined && (count < 1 || count >= table.benchmarks.length)) {
    throw new InvalidInputError(`--k ${count} of ${table.benchmarks.length} benchmarks leaves none to be told about`, {
      hint: `Choose between 1 and ${table.benchmarks.length - 1}.`,
    });
  }
  const costs = budget === undefined ? null : await readCosts(io.cwd, table, flags);
  if (budget !== undefined && costs!.costs.every((cost) => cost > budget)) {
    throw new InvalidInputError(`a budget of ${budget} buys nothing: the cheapest costs ${Math.min(...costs!.costs)}`, {
      hint: "Raise --budget.",
    });
  }
  const view = maskView(table);
  const limit = budget === undefined ? { k: count } : { budget, costs: costs!.costs };
  const selection = selectBenchmarks(view, { method, limit, seed, ...given({ draws: flags.draws }) });
  const record = `${JSON.stringify(selectionRecord(selection, table), null, 2)}\n`;
  if (output !== null) {
    const { svg, dataCsv } = selectionPicture(selection, false);
    await output.write({
      "selected_benchmarks.json": record,
      "selection.svg": svg,
      "selection.png": svgToPng(svg),
      "selection.csv": dataCsv,
    });
  }
  io.out(flags.json ? record : plainText(selectionText(selection, table, io.width)));
  if (costs?.note) io.err(`note: ${costs.note}\n`);
  if (output !== null) io.err(`written: ${output.path}\n`);
  return 0;
}
