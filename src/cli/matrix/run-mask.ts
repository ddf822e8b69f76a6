import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { plural } from "../../report/words.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";
import { blindFiles } from "../../studies/matrix/masks/blind-files.ts";
import { canonicalMaskOptions, type MaskOptions, makeMask, zeroCells } from "../../studies/matrix/masks/make-mask.ts";
import { maskCells } from "../../studies/matrix/masks/mask-cells.ts";
import { type RevealMask, revealMaskText } from "../../studies/matrix/masks/reveal-mask.ts";
import type { Io } from "../io.ts";
import { given } from "../options.ts";
import { type DataFlags, readScoreTable } from "./data-options.ts";
import { type OutputFlags, openOutput } from "./output-folder.ts";
import { readMask } from "./protocol-options.ts";

export interface MaskFlags extends DataFlags, OutputFlags {
  protocol?: "reveal";
  reveal?: number;
  evalModels?: number | "all";
  minCells?: number;
  quirk?: "canonical-v1";
  check?: string;
  blind?: string;
  seed?: number;
  json?: boolean;
}

export async function runMask(io: Io, flags: MaskFlags): Promise<number> {
  if (flags.check !== undefined) return checkMask(io, flags, flags.check);
  if (flags.blind !== undefined && flags.out === undefined) {
    throw new InvalidInputError("--blind needs --out too", {
      hint: "--out is for you and gets the truth; --blind is for the analyst and gets what may be seen.",
    });
  }
  const output = await openOutput(io.cwd, flags);
  const blind = await openOutput(io.cwd, given({ out: flags.blind, force: flags.force }));
  const { table, extraction } = await readScoreTable(io.cwd, flags);
  const mask = makeMask(table, optionsOf(flags));
  const text = revealMaskText(mask);
  const hidden = maskCells(mask, table);
  const blinded = blind === null ? null : blindFiles(table, mask, hidden, randomBytes(32).toString("hex"));
  const zeros = zeroCells(table);
  const summary = {
    models: mask.evalModels,
    n_models: mask.nEvalModels,
    n_held_out: mask.pairs.length,
    n_revealed: mask.revealed.reduce((sum, { benchmarkIds }) => sum + benchmarkIds.length, 0),
    sha256: sha256(text),
    data_sha256: extraction.source.map(({ sha256: of }) => of),
    quirk: flags.quirk ?? null,
    zeros: zeros.map(({ modelId, benchmarkId }) => ({ model_id: modelId, benchmark_id: benchmarkId })),
    ...(blinded === null ? {} : { commitment: blinded.commitment }),
  };
  await output?.write({ "mask.json": text, ...(blinded === null ? {} : { "truth.json": blinded.truth }) });
  await blind?.write({ "mask.json": text, "visible.json": blinded!.visible, "commitment.json": blinded!.committed });
  io.out(flags.json ? `${JSON.stringify(summary, null, 2)}\n` : maskText(summary, flags));
  for (const folder of [output, blind]) if (folder !== null) io.err(`written: ${folder.path}\n`);
  return 0;
}

function optionsOf(flags: MaskFlags): MaskOptions {
  const base =
    flags.quirk === "canonical-v1"
      ? canonicalMaskOptions
      : { seed: 1, reveal: 5, evalModels: 12, minCells: 15, quirk: null };
  return {
    ...base,
    ...given({ seed: flags.seed, reveal: flags.reveal, evalModels: flags.evalModels, minCells: flags.minCells }),
  };
}

interface MaskSummary {
  readonly models: readonly string[];
  readonly n_held_out: number;
  readonly n_revealed: number;
  readonly sha256: string;
  readonly zeros: readonly { readonly model_id: string; readonly benchmark_id: string }[];
}

function maskText({ models, n_held_out, n_revealed, sha256: hash, zeros }: MaskSummary, { quirk }: MaskFlags): string {
  const named = zeros.map(({ model_id, benchmark_id }) => `${model_id}/${benchmark_id}`).join(", ");
  const said = quirk === undefined ? "counted as scores" : "passed over, as in the published mask";
  return [
    `${plural(models.length, "model")}, ${plural(n_held_out, "held-out score")}, ${n_revealed} revealed`,
    `models: ${models.join(", ")}`,
    ...(zeros.length === 0 ? [] : [`${plural(zeros.length, "score")} of 0 in the table, ${said}: ${named}`]),
    `sha256 ${hash}`,
    "",
  ].join("\n");
}

async function checkMask(io: Io, flags: MaskFlags, file: string): Promise<number> {
  const { table } = await readScoreTable(io.cwd, flags);
  const path = resolve(io.cwd, file);
  const mask = await readMask(io.cwd, file);
  maskCells(mask, table, { file: path });
  const hash = sha256(await readFile(path, "utf8"));
  const quirk = rebuiltWith(mask, table);
  const result = { file: basename(path), fits: true, rebuilt: quirk !== undefined, quirk: quirk ?? null, sha256: hash };
  const made = quirk === undefined ? "not" : quirk === null ? "" : `with the quirk ${quirk}`;
  io.out(
    flags.json
      ? `${JSON.stringify(result, null, 2)}\n`
      : `${basename(path)} fits the data: ${plural(mask.nEvalModels, "model")}, ${plural(mask.pairs.length, "held-out score")}\n` +
          (quirk === undefined
            ? "it cannot be made again from its seed and settings: made from other data, or by hand\n"
            : `made again from its seed and settings${made === "" ? "" : ` ${made}`}: the same\n`) +
          `sha256 ${hash}\n`,
  );
  return quirk === undefined ? 1 : 0;
}

/** The quirk under which the mask's own settings give it again; undefined when none does. */
function rebuiltWith(mask: RevealMask, table: ScoreTable): MaskOptions["quirk"] {
  const text = revealMaskText(mask);
  const { seed, revealK: reveal, nEvalModels, minCellsPerModelToEval: minCells } = mask;
  for (const quirk of [null, "canonical-v1"] as const) {
    for (const evalModels of [nEvalModels, "all"] as const) {
      try {
        if (revealMaskText(makeMask(table, { seed, reveal, evalModels, minCells, quirk })) === text) return quirk;
      } catch {
        // Fewer models are eligible under this reading, so it is not the one.
      }
    }
  }
  return undefined;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
