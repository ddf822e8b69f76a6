import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";
import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { toolVersion } from "../../provenance/tool-version.ts";
import { csvTable } from "../../report/csv.ts";
import { svgToPng } from "../../report/svg-to-png.ts";
import { parseJson } from "../../schema/parse-json.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";
import { revealMaskText } from "../../studies/matrix/masks/reveal-mask.ts";
import { makeDesign } from "../../studies/matrix/multiverse/design.ts";
import type { MultiverseReport } from "../../studies/matrix/multiverse/multiverse-report.ts";
import { outcomeReports } from "../../studies/matrix/multiverse/outcomes.ts";
import { parseSpace } from "../../studies/matrix/multiverse/parse-space.ts";
import { type AnalystSummary, placeAnalysis } from "../../studies/matrix/multiverse/place-analysis.ts";
import { multiversePicture } from "../../studies/matrix/multiverse/report/multiverse-picture.ts";
import { multiverseRecord, multiverseRows } from "../../studies/matrix/multiverse/report/multiverse-record.ts";
import { multiverseText } from "../../studies/matrix/multiverse/report/multiverse-text.ts";
import { runUniverses, type UniverseResult } from "../../studies/matrix/multiverse/run-universes.ts";
import { defaultSpace, type Space, universeKey } from "../../studies/matrix/multiverse/space.ts";
import {
  openUniverseJournal,
  type UniverseJournal,
  worldIdentity,
} from "../../studies/matrix/multiverse/universe-journal.ts";
import { canonicalCells, drawnMask, tableKey, type World } from "../../studies/matrix/multiverse/world.ts";
import { interrupts } from "../interrupts.ts";
import type { Io } from "../io.ts";
import { plainText } from "../plain-text.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";
import { readMask } from "./protocol-options.ts";
import { showSteps } from "./show-steps.ts";

export interface MultiverseFlags extends DataFlags, OutputFlags {
  mask?: string;
  space?: string;
  max?: number;
  thresholds?: readonly number[];
  place?: string[];
  oneAtATime?: boolean;
  seed?: number;
  json?: boolean;
}

/** Models hidden in one fit; 1 follows the protocols to the letter and takes several times as long. */
const usuallyTogether = 4;
const usualThresholds = [5, 10, 15, 20];

export async function runMultiverse(io: Io, flags: MultiverseFlags): Promise<number> {
  const { seed = 1, max = 2000, thresholds = usualThresholds } = flags;
  if (max < 1) throw new InvalidOptionError("--max", max, "at least one universe is needed");
  const space = await readSpace(io.cwd, flags);
  const design = makeDesign(space, { max, seed });
  const analyses = await readAnalyses(io.cwd, flags.place ?? []);
  const output = await openOutput(io.cwd, flags);
  const world = await readWorld(io.cwd, flags, space, seed);
  const cells = canonicalCells(world).length;

  const file = output === null ? null : `${output.path}.universes.jsonl`;
  const journal = file === null ? null : await openResults(file, world);
  const left = design.universes.filter((universe) => journal?.done.has(universeKey(universe)) !== true).length;
  if (left < design.universes.length) {
    io.err(`resuming: ${design.universes.length - left} of ${design.universes.length} universes are in ${file}\n`);
  }
  const results = await collect(io, world, design.universes, journal);
  if (results === null) {
    io.err(
      file === null
        ? "interrupted; with --out a run can be resumed\n"
        : `interrupted; what is finished is in ${file}: the same command goes on from there\n`,
    );
    return 130;
  }
  const report: MultiverseReport = {
    space,
    design,
    results,
    outcomes: outcomeReports(results, { design, thresholds, seed }),
    places: analyses.map(({ id, summary }) => placeAnalysis(id, summary, space, results)),
    settings: {
      seed,
      max,
      together: world.together,
      mask: {
        file: flags.mask === undefined ? null : basename(flags.mask),
        models: world.mask.evalModels.length,
        cells,
      },
    },
  };
  const record = `${JSON.stringify(multiverseRecord(report), null, 2)}\n`;
  if (output !== null) {
    const { svg } = multiversePicture(report);
    const { columns, rows } = multiverseRows(results);
    await output.write({
      "multiverse.csv": csvTable(columns, rows),
      "multiverse.json": record,
      "multiverse.svg": svg,
      "multiverse.png": svgToPng(svg),
      "mask.json": revealMaskText(world.mask),
    });
    await rm(file!, { force: true });
  }
  io.out(flags.json ? record : plainText(multiverseText(report, io.width)));
  if (output !== null) io.err(`written: ${output.path}\n`);
  return results.some(({ reason }) => reason !== null) ? 3 : 0;
}

/** Levels given as data options hold in all universes. */
async function readSpace(cwd: string, flags: MultiverseFlags): Promise<Space> {
  const space = flags.space === undefined ? defaultSpace : await spaceFrom(resolve(cwd, flags.space));
  const { duplicates, zeros } = flags;
  return {
    ...space,
    levels: {
      ...space.levels,
      ...(duplicates === undefined ? {} : { duplicates: [duplicates] }),
      ...(zeros === undefined ? {} : { zeros: [zeros] }),
    },
  };
}

async function spaceFrom(file: string): Promise<Space> {
  return parseSpace(await textOf(file, "there is no such space of choices"), file);
}

async function textOf(file: string, message: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new MissingFileError(message, {
      place: { file },
      hint: 'It holds {"schema": "assay/multiverse-space@1", "levels": {"predictor": ["fax", "mean"]}, "forbidden": []}.',
    });
  }
}

async function readWorld(cwd: string, flags: MultiverseFlags, space: Space, seed: number): Promise<World> {
  const tables = new Map<string, ScoreTable>();
  const read = async (duplicates: string, zeros: string) => {
    const policies = { duplicates, zeros } as Pick<DataFlags, "duplicates" | "zeros">;
    return (await readScoreTable(cwd, { ...flags, ...policies } as DataFlags)).table;
  };
  const truth = await read("mean", "keep");
  for (const duplicates of space.levels.duplicates) {
    for (const zeros of space.levels.zeros) {
      const same = duplicates === "mean" && zeros === "keep";
      tables.set(tableKey(duplicates, zeros), same ? truth : await read(duplicates, zeros));
    }
  }
  const mask = flags.mask === undefined ? drawnMask(truth, seed) : await readMask(cwd, flags.mask);
  return { tables, truth, mask, seed, together: flags.oneAtATime === true ? 1 : usuallyTogether };
}

async function openResults(file: string, world: World): Promise<UniverseJournal> {
  await mkdir(dirname(file), { recursive: true });
  const { version } = await toolVersion();
  return openUniverseJournal(file, worldIdentity(world, version));
}

const pauseMs = 200;

/** All results in order, or null when interrupted. Each is in the journal before the next pause. */
async function collect(
  io: Io,
  world: World,
  universes: Parameters<typeof runUniverses>[1],
  journal: UniverseJournal | null,
): Promise<UniverseResult[] | null> {
  const results: UniverseResult[] = [];
  const steps = showSteps(io);
  const { stop, release } = interrupts(io);
  const done = journal?.done ?? new Map<string, UniverseResult>();
  try {
    let paused = performance.now();
    for (const result of runUniverses(world, universes, { done })) {
      results.push(result);
      if (!done.has(universeKey(result.universe))) journal?.append(result);
      if (performance.now() - paused < pauseMs) continue;
      await setImmediate();
      await journal?.flush();
      paused = performance.now();
      if (stop.aborted) return null;
      steps.show(`universe ${results.length} of ${universes.length}`);
    }
    return results;
  } finally {
    steps.stop();
    release();
    await journal?.close();
  }
}

interface NamedSummary {
  readonly id: string;
  readonly summary: AnalystSummary;
}

/** The summaries in these folders, or in their sub-folders where a folder has none itself. */
async function readAnalyses(cwd: string, folders: readonly string[]): Promise<NamedSummary[]> {
  const found: NamedSummary[] = [];
  for (const folder of folders) {
    const path = resolve(cwd, folder);
    const names = await readdir(path).catch(() => [] as string[]);
    const inside = names.includes(summaryName) ? [path] : names.toSorted().map((name) => join(path, name));
    const before = found.length;
    for (const run of inside) {
      const file = join(run, summaryName);
      const text = await readFile(file, "utf8").catch(() => null);
      if (text === null) continue;
      const summary = parseJson(text, { file });
      if (typeof summary !== "object" || summary === null || Array.isArray(summary)) {
        throw new InvalidInputError("this summary is not an object", {
          place: { file },
          hint: "assay matrix analyze writes one.",
        });
      }
      found.push({ id: basename(run), summary: summary as AnalystSummary });
    }
    if (found.length > before) continue;
    throw new MissingFileError(`there is no ${summaryName} here, nor in a folder inside`, {
      place: { file: path },
      hint: "Give --place the folder of an analysis, or one with a sub-folder for each.",
    });
  }
  return found;
}

const summaryName = "results_summary.json";
