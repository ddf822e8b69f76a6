import { InvalidInputError } from "../../errors/input-errors.ts";
import { svgToPng } from "../../report/svg-to-png.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";
import { maskView } from "../../studies/matrix/masked-view.ts";
import { parseWeights } from "../../studies/matrix/next/benchmark-weights.ts";
import { nextRecord } from "../../studies/matrix/next/next-record.ts";
import { type NextOptions, planNext } from "../../studies/matrix/next/plan-next.ts";
import { parseNewModel, withModel } from "../../studies/matrix/predict/add-line.ts";
import { findBenchmark, findModel } from "../../studies/matrix/predict/find-names.ts";
import { scaleNotes } from "../../studies/matrix/predict/scale-notes.ts";
import { nextPicture, nextText } from "../../studies/matrix/report/next-text.ts";
import type { Io } from "../io.ts";
import { given } from "../options.ts";
import { plainText } from "../plain-text.ts";
import { readScoreTable } from "./data-options.ts";
import { inlineOrFile } from "./inline-or-file.ts";
import { openOutput } from "./output-folder.ts";
import { withoutMasked } from "./protocol-options.ts";
import { readCosts } from "./read-costs.ts";
import { type ReplayFlags, runReplay } from "./run-replay.ts";

export interface NextFlags extends ReplayFlags {
  model?: string;
  newModel?: string;
  objective?: "variance" | "target" | "rank";
  target?: string;
  rankAgainst?: string;
  weights?: string;
  costCap?: number;
  k?: number;
  budget?: number;
  top?: number;
  replay?: boolean;
}

export async function runNext(io: Io, flags: NextFlags): Promise<number> {
  if (flags.replay) {
    refuseBesideReplay(flags);
    return runReplay(io, flags);
  }
  refuseTogether(flags);
  const output = await openOutput(io.cwd, flags);
  const extracted = await readScoreTable(io.cwd, flags);
  const { table, model } = await askedModel(io.cwd, flags, await withoutMasked(io.cwd, extracted.table, flags.hide));
  const costs = await readCosts(io.cwd, table, flags);
  const plan = planNext(maskView(table), model, {
    aim: aimOf(flags, table, model),
    costs: costs.costs,
    limit: flags.budget === undefined ? { k: flags.k ?? 1 } : { budget: flags.budget },
    ...given({ costCap: flags.costCap, weights: await weightsOf(io.cwd, flags, table) }),
  });
  const record = `${JSON.stringify(nextRecord(plan, table, costs), null, 2)}\n`;
  if (output !== null) {
    const { svg, dataCsv } = nextPicture(plan, table, costs.unit);
    await output.write({ "next.json": record, "next.svg": svg, "next.png": svgToPng(svg), "next.csv": dataCsv });
  }
  io.out(flags.json ? record : plainText(nextText(plan, table, costs.unit, flags.top ?? 10, io.width)));
  if (flags.newModel !== undefined) for (const note of scaleNotes(table, model)) io.err(`note: ${note}\n`);
  if (costs.note !== null) io.err(`note: ${costs.note}\n`);
  if (output !== null) io.err(`written: ${output.path}\n`);
  return 0;
}

function refuseBesideReplay(flags: NextFlags): void {
  const besides = [
    "model",
    "newModel",
    "objective",
    "target",
    "rankAgainst",
    "weights",
    "costCap",
    "k",
    "budget",
  ] as const;
  const extra = besides.find((name) => flags[name] !== undefined);
  if (extra === undefined) return;
  const flag = `--${extra.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new InvalidInputError(`${flag} is no part of --replay, which buys for every model all it has`, {
    hint: "Leave one of them out.",
  });
}

function refuseTogether({ k, budget, model, newModel, objective, target, rankAgainst }: NextFlags): void {
  const refuse = (what: string, hint = "Give one of them.") => {
    throw new InvalidInputError(what, { hint });
  };
  if (k !== undefined && budget !== undefined) refuse("--k and --budget are two ways to say how many");
  if (model !== undefined && newModel !== undefined) refuse("--model and --new-model are two models");
  if (target !== undefined && rankAgainst !== undefined) refuse("--target and --rank-against are two objectives");
  if (target !== undefined && (objective ?? "target") !== "target")
    refuse(`--target is no part of --objective ${objective}`);
  if (rankAgainst !== undefined && (objective ?? "rank") !== "rank")
    refuse(`--rank-against is no part of --objective ${objective}`);
  if (objective === "target" && target === undefined)
    refuse("which benchmark's score is wanted?", "Name it: --target B.");
}

async function askedModel(
  cwd: string,
  { model, newModel }: NextFlags,
  table: ScoreTable,
): Promise<{ readonly table: ScoreTable; readonly model: number }> {
  if (newModel !== undefined) {
    const { text, file } = await inlineOrFile(cwd, newModel, "--new-model", '{"name": "mine", "scores": {}}');
    return withModel(table, parseNewModel(text, file));
  }
  if (model === undefined) {
    throw new InvalidInputError("which model?", {
      hint: `Name --model, or describe one: --new-model '{"name": "mine", "scores": {}}'.`,
    });
  }
  return { table, model: findModel(table, model) };
}

function aimOf({ objective, target, rankAgainst }: NextFlags, table: ScoreTable, model: number): NextOptions["aim"] {
  if (target !== undefined) return { kind: "target", benchmark: findBenchmark(table, target) };
  if (rankAgainst !== undefined) {
    const other = findModel(table, rankAgainst);
    if (other === model) {
      throw new InvalidInputError(`${rankAgainst} is the model itself`, {
        hint: "Name another one to rank it against.",
      });
    }
    return { kind: "rank", against: [other] };
  }
  return { kind: objective === "rank" ? "top-10" : "variance" };
}

async function weightsOf(cwd: string, { weights }: NextFlags, table: ScoreTable): Promise<Float64Array | undefined> {
  if (weights === undefined) return undefined;
  const { text, file } = await inlineOrFile(cwd, weights, "--weights", '{"gpqa": 3, "*": 1}');
  return parseWeights(text, file, table);
}
