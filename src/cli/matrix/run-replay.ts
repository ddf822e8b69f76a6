import { svgToPng } from "../../report/svg-to-png.ts";
import { maskView } from "../../studies/matrix/masked-view.ts";
import { replayNext } from "../../studies/matrix/next/replay/replay-next.ts";
import { replayRecord } from "../../studies/matrix/next/replay/replay-record.ts";
import { findModel } from "../../studies/matrix/predict/find-names.ts";
import { replayPicture, replayText } from "../../studies/matrix/report/replay-text.ts";
import type { Io } from "../io.ts";
import { given } from "../options.ts";
import { plainText } from "../plain-text.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";
import { readMask, withoutMasked } from "./protocol-options.ts";
import { readCosts } from "./read-costs.ts";
import { showSteps } from "./show-steps.ts";

export interface ReplayFlags extends DataFlags, OutputFlags {
  costs?: string;
  defaultCost?: number;
  minCells?: number;
  draws?: number;
  excludeEval?: string;
  hide?: string;
  seed?: number;
  json?: boolean;
}

/** `assay matrix next --replay`. */
export async function runReplay(io: Io, flags: ReplayFlags): Promise<number> {
  const output = await openOutput(io.cwd, flags);
  const extracted = await readScoreTable(io.cwd, flags);
  const table = await withoutMasked(io.cwd, extracted.table, flags.hide);
  const costs = await readCosts(io.cwd, table, flags);
  const excluded = flags.excludeEval === undefined ? [] : (await readMask(io.cwd, flags.excludeEval)).evalModels;
  const steps = showSteps(io);
  const replay = replayNext(maskView(table), {
    costs: costs.costs,
    seed: flags.seed ?? 1,
    exclude: new Set(excluded.map((name) => findModel(table, name))),
    onModel: (done, of) => steps.show(`model ${done} of ${of}`),
    ...given({ minCells: flags.minCells, draws: flags.draws }),
  });
  steps.stop();
  const record = `${JSON.stringify(replayRecord(replay, table, costs), null, 2)}\n`;
  if (output !== null) {
    const { svg, dataCsv } = replayPicture(replay);
    await output.write({
      "replay.json": record,
      "replay.svg": svg,
      "replay.png": svgToPng(svg),
      "replay.csv": dataCsv,
    });
  }
  io.out(flags.json ? record : plainText(replayText(replay, io.width)));
  if (costs.note !== null) io.err(`note: ${costs.note}\n`);
  if (output !== null) io.err(`written: ${output.path}\n`);
  return 0;
}
