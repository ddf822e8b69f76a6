import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { cellsByModel } from "../protocols/cells-by-model.ts";
import { perModelProtocol } from "../protocols/per-model.ts";
import type { Task } from "../protocols/protocol.ts";
import { randomCellsProtocol } from "../protocols/random-cells.ts";
import { revealProtocol } from "../protocols/reveal.ts";
import { shuffled } from "../protocols/shuffle.ts";

export interface OwnTaskOptions {
  readonly seed: number;
  /** Benchmarks, by position, that a left-out model's scores stay visible on. */
  readonly subset: readonly number[];
  /** Models hidden at a time. */
  readonly together: number;
}

const evaluated = 12;
const enoughScores = 15;
const enoughModels = 8;

/**
 * How a universe measures its own error: `reveal-5` (of up to 12 models only five scores stay), `leave-one-model` (of up
 * to 12 models only those on the selected benchmarks), `per-model` (half of each model's) and `cells` (a fifth of all).
 * Throws InvalidInputError where the table is too small for it.
 */
export function ownTasks(
  table: ScoreTable,
  protocol: string,
  { seed, subset, together }: OwnTaskOptions,
): readonly Task[] {
  const counts = cellsByModel(table).map((cells) => cells.length);
  const with_ = (least: number) => counts.filter((count) => count >= least).length;
  if (protocol === "per-model") {
    const min = with_(8) >= enoughModels ? 8 : 4;
    return perModelProtocol({ fraction: 0.5, min, folds: 1, seed }).tasks(table);
  }
  if (protocol === "cells") return randomCellsProtocol({ folds: 5, seed }).tasks(table).slice(0, 1);
  if (protocol === "leave-one-model") return batched(leftOut(table, subset, seed), together);
  const reveal = Number(protocol.slice("reveal-".length));
  const minCells = [enoughScores, reveal + 3, reveal + 1].find(
    (least) => least > reveal && with_(least) >= enoughModels,
  );
  const least = minCells ?? reveal + 1;
  const evalModels = Math.min(evaluated, with_(least));
  return batched(revealProtocol({ reveal, seeds: [seed], evalModels, minCells: least }).tasks(table), together);
}

function leftOut(table: ScoreTable, subset: readonly number[], seed: number): Task[] {
  const kept = new Set(subset);
  const models = shuffled([...cellsByModel(table).entries()], rngStream(seed, "multiverse", "leave-one-model"));
  const tasks = models.flatMap(([, cells]): Task[] => {
    const hidden = cells.filter(({ benchmark }) => !kept.has(benchmark));
    return cells.length < leastOwned || hidden.length === 0 ? [] : [{ group: "all", hidden, scored: hidden }];
  });
  if (tasks.length > 0) return tasks.slice(0, evaluated);
  throw new InvalidInputError("no model has scores beside the selected benchmarks", { hint: "Read more data." });
}

const leastOwned = 4;

/** Tasks of a few models each as one, which costs one fit instead of a few and hides more at a time. */
export function batched(tasks: readonly Task[], together: number): Task[] {
  return Array.from({ length: Math.ceil(tasks.length / together) }, (_, b) => {
    const members = tasks.slice(b * together, (b + 1) * together);
    const hidden = members.flatMap((task) => task.hidden);
    return { group: "all", hidden, scored: members.flatMap((task) => task.scored) };
  });
}
