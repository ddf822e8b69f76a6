import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";
import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";
import { parseRevealMask, type RevealMask } from "../../studies/matrix/masks/reveal-mask.ts";
import type { Protocol } from "../../studies/matrix/protocols/protocol.ts";
import { decimal, oneOf, wholeNumber } from "../options.ts";

/** How a table is split into what may be seen and what is to be predicted. */
export interface ProtocolFlags {
  protocol?: ProtocolId;
  mask?: string;
  hide?: string;
  excludeEval?: string;
  reveal?: number;
  masks?: readonly number[];
  evalModels?: number | "all";
  minCells?: number;
  fraction?: number;
  min?: number;
  folds?: number;
  numpyLegacy?: boolean;
}

export const protocolIds = [
  "reveal",
  "per-model",
  "cells",
  "leave-benchmark",
  "leave-provider",
  "temporal",
  "cold-start",
] as const;
export type ProtocolId = (typeof protocolIds)[number];

export function addProtocolOptions(command: Command): Command {
  return command
    .option("--protocol <p>", `${protocolIds.join(", ")} (default reveal)`, oneOf("--protocol", protocolIds))
    .option("--mask <file>", "reveal: hold out exactly the cells of this mask")
    .option("--reveal <k>", "scores of a predicted model that stay visible (default 5)", wholeNumber("--reveal", 0))
    .option("--masks <list>", "reveal: seeds of the masks, 1..5 or 1,4,9, or how many (default 1)", seedList)
    .option("--eval-models <n>", "reveal: how many models, or all (default all)", countOrAll)
    .option(
      "--min-cells <n>",
      "reveal: models with fewer scores are not predicted (default 15)",
      wholeNumber("--min-cells", 1),
    )
    .option("--exclude-eval <file>", "reveal: never predict the models of this mask")
    .option("--hide <file>", "take the held-out cells of this mask out of the table first")
    .option(
      "--fraction <f>",
      "per-model: share of each model's scores that is hidden (default 0.5)",
      decimal("--fraction"),
    )
    .option("--min <n>", "per-model: models with fewer scores stay whole (default 8)", wholeNumber("--min", 1))
    .option("--folds <n>", "per-model, cells: how many (default 3)", wholeNumber("--folds", 1))
    .option("--numpy-legacy", "per-model: the public harness's own folds, bit for bit");
}

export async function readMask(cwd: string, file: string): Promise<RevealMask> {
  const path = resolve(cwd, file);
  try {
    return parseRevealMask(await readFile(path, "utf8"), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new MissingFileError("there is no such mask", {
      place: { file: path },
      hint: "Make one: assay matrix mask --data FILE --out DIR",
    });
  }
}

/** The table after `--hide`, and the protocol that the flags describe. */
export async function protocolOf(
  cwd: string,
  table: ScoreTable,
  flags: ProtocolFlags,
  seed: number,
): Promise<{ readonly table: ScoreTable; readonly protocol: Protocol }> {
  const shown = await withoutMasked(cwd, table, flags.hide);
  return { table: shown, protocol: await buildProtocol(cwd, shown, flags, seed) };
}

/** The table without the held-out cells of the mask of `--hide`; as it is without one. */
export async function withoutMasked(cwd: string, table: ScoreTable, mask: string | undefined): Promise<ScoreTable> {
  if (mask === undefined) return table;
  const { maskCells } = await import("../../studies/matrix/masks/mask-cells.ts");
  const { withoutCells } = await import("../../studies/matrix/protocols/without-cells.ts");
  return withoutCells(table, maskCells(await readMask(cwd, mask), table, { file: resolve(cwd, mask) }));
}

async function buildProtocol(cwd: string, table: ScoreTable, flags: ProtocolFlags, seed: number): Promise<Protocol> {
  const { protocol = "reveal", reveal = 5, folds = 3 } = flags;
  if (flags.mask !== undefined && protocol !== "reveal") {
    throw new InvalidInputError(`--mask goes with --protocol reveal, not ${protocol}`, {
      hint: "Leave one of them out.",
    });
  }
  switch (protocol) {
    case "reveal": {
      const { maskProtocol, revealProtocol } = await import("../../studies/matrix/protocols/reveal.ts");
      if (flags.mask !== undefined) {
        const mask = await readMask(cwd, flags.mask);
        const { maskCells } = await import("../../studies/matrix/masks/mask-cells.ts");
        maskCells(mask, table, { file: resolve(cwd, flags.mask) });
        return maskProtocol([mask]);
      }
      const excluded = flags.excludeEval === undefined ? null : await readMask(cwd, flags.excludeEval);
      return revealProtocol({
        reveal,
        seeds: flags.masks ?? [seed],
        evalModels: flags.evalModels ?? "all",
        minCells: flags.minCells ?? 15,
        ...(excluded === null ? {} : { exclude: excluded.evalModels }),
      });
    }
    case "per-model": {
      const { perModelProtocol } = await import("../../studies/matrix/protocols/per-model.ts");
      const { fraction = 0.5, min = 8, numpyLegacy = false } = flags;
      if (!(fraction > 0 && fraction < 1)) {
        throw new InvalidOptionError("--fraction", fraction, "a share between 0 and 1 is expected");
      }
      return perModelProtocol({ fraction, min, folds, seed, numpyLegacy });
    }
    case "cells": {
      const { randomCellsProtocol } = await import("../../studies/matrix/protocols/random-cells.ts");
      if (folds < 2) throw new InvalidOptionError("--folds", folds, "with --protocol cells at least 2 are needed");
      return randomCellsProtocol({ folds, seed });
    }
    case "leave-benchmark": {
      const { leaveBenchmarkProtocol } = await import("../../studies/matrix/protocols/leave-benchmark.ts");
      return leaveBenchmarkProtocol({ reveal: flags.reveal ?? 5, seed });
    }
    case "leave-provider": {
      const { leaveProviderProtocol } = await import("../../studies/matrix/protocols/leave-provider.ts");
      return leaveProviderProtocol({ reveal, seed });
    }
    case "temporal": {
      const { temporalProtocol } = await import("../../studies/matrix/protocols/temporal.ts");
      return temporalProtocol({ reveal, seed, ...(flags.minCells === undefined ? {} : { min: flags.minCells }) });
    }
    case "cold-start": {
      const { coldStartProtocol } = await import("../../studies/matrix/protocols/cold-start.ts");
      return coldStartProtocol({
        reveal: flags.reveal ?? 3,
        ...(flags.minCells === undefined ? {} : { min: flags.minCells }),
      });
    }
  }
}

function seedList(text: string): number[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(text.trim());
  if (range !== null) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (to >= from) return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  }
  if (/^\d+$/.test(text.trim()) && Number(text) > 0) return Array.from({ length: Number(text) }, (_, i) => i + 1);
  const seeds = text.split(",").map(Number);
  if (seeds.length > 1 && seeds.every((seed) => Number.isSafeInteger(seed))) return seeds;
  throw new InvalidOptionError("--masks", text, "a range such as 1..5, a list such as 1,4,9, or a number is expected");
}

export function countOrAll(text: string): number | "all" {
  return text === "all" ? "all" : wholeNumber("--eval-models", 1)(text);
}
