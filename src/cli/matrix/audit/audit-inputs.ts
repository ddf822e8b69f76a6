import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { InvalidInputError, MissingFileError } from "../../../errors/input-errors.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { type HeldOutCell, heldOutCells } from "../../../studies/matrix/audit/runs/held-out.ts";
import { honestPredictors } from "../../../studies/matrix/leakage/honest-predictors.ts";
import { type HonestReference, honestReference } from "../../../studies/matrix/leakage/honest-reference.ts";
import type { Io } from "../../io.ts";
import { readScoreTable } from "../data-options.ts";
import { readMask } from "../protocol-options.ts";
import type { AuditFlags } from "./audit-flags.ts";

/** The table with its truths, the held-out cells, and what honest predictors say of them. */
export interface AuditGround {
  readonly table: ScoreTable;
  readonly held: readonly HeldOutCell[];
  readonly reference: HonestReference;
  /** The files it was read from. */
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
}

/** Reads the table and the mask, and runs the reference and the built-in predictors under it. */
export async function readGround(io: Io, flags: AuditFlags): Promise<AuditGround> {
  const { table, held, inputs } = await readHeldOut(io, flags);
  return {
    table,
    held,
    inputs,
    reference: honestReference(table, held, { ...honestPredictors(), seed: flags.seed ?? 1 }),
  };
}

export async function readHeldOut(io: Io, flags: AuditFlags): Promise<Omit<AuditGround, "reference">> {
  if (flags.mask === undefined) {
    throw new InvalidInputError("which cells were held out?", {
      hint: "Name the mask: --mask mask.json. One is made by: assay matrix mask --data FILE --out DIR",
    });
  }
  const { table: read, extraction } = await readScoreTable(io.cwd, flags);
  const mask = await readMask(io.cwd, flags.mask);
  const table = flags.truth === undefined ? read : await withTruth(io, read, flags, flags.truth);
  const held = heldOutCells(table, mask, { file: resolve(io.cwd, flags.mask) });
  return { table, held, inputs: extraction.source.map(({ path, sha256 }) => ({ path, sha256 })) };
}

async function withTruth(io: Io, visible: ScoreTable, flags: AuditFlags, file: string): Promise<ScoreTable> {
  const { withCommittedTruth } = await import("../../../studies/matrix/audit/runs/committed-truth.ts");
  const beside = join(dirname(flags.data?.[0] ?? "."), "commitment.json");
  const [truth, commitment] = [resolve(io.cwd, file), resolve(io.cwd, flags.commitment ?? beside)];
  return withCommittedTruth(
    visible,
    { file: truth, text: await readText(truth, "the truth") },
    { file: commitment, text: await readText(commitment, "the commitment to the truth") },
  );
}

/** The text of a file that must be there. */
export async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new MissingFileError(`cannot read ${what}`, {
      place: { file: path },
      hint: "Check the path.",
      cause,
    });
  }
}
