import { svgToPng } from "../../report/svg-to-png.ts";
import { filterTable } from "../../studies/matrix/filter-table.ts";
import { maskView } from "../../studies/matrix/masked-view.ts";
import { rankMatrix } from "../../studies/matrix/rank/rank-matrix.ts";
import { rankRecord } from "../../studies/matrix/rank/rank-record.ts";
import { rankPicture, rankText } from "../../studies/matrix/report/rank-text.ts";
import type { Io } from "../io.ts";
import { plainText } from "../plain-text.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";

export interface RankFlags extends DataFlags, OutputFlags {
  minPerBenchmark?: number;
  minPerModel?: number;
  seed?: number;
  json?: boolean;
}

export async function runRank(io: Io, flags: RankFlags): Promise<number> {
  const output = await openOutput(io.cwd, flags);
  const { table } = await readScoreTable(io.cwd, flags);
  const { minPerBenchmark = 0, minPerModel = 0, seed = 1 } = flags;
  const view = maskView(filterTable(table, { minPerBenchmark, minPerModel }));
  const report = rankMatrix(view, { seed });
  const record = `${JSON.stringify(rankRecord(report), null, 2)}\n`;
  if (output !== null) {
    const { svg, dataCsv } = rankPicture(report, false);
    await output.write({
      "singular_values.json": record,
      "rank.svg": svg,
      "rank.png": svgToPng(svg),
      "rank.csv": dataCsv,
    });
  }
  io.out(flags.json ? record : plainText(rankText(report, io.width)));
  if (output !== null) io.err(`written: ${output.path}\n`);
  return 0;
}
