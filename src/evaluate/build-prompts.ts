import { resolve } from "node:path";
import { InvalidInputError } from "../errors/input-errors.ts";
import { buildGrid, type Grid } from "../run/suite/build-grid.ts";
import { writeGrid } from "../run/suite/grid-file.ts";
import { gridFromRun } from "../run/suite/grid-from-run.ts";
import type { GridLint } from "../run/suite/lint/finding.ts";
import { gridLinter } from "../run/suite/lint/lint-grid.ts";
import { type LoadedSuite, loadSuite } from "../run/suite/load-suite.ts";
import type { PromptRow } from "../schema/run/prompt-row.ts";
import { parseWhere } from "./plan-run.ts";
import type { GridRequest } from "./run-request.ts";

export interface BuiltPrompts {
  readonly shape: Grid["shape"];
  readonly lint: GridLint;
  /** Where the grid was written; null when it was only looked at. */
  readonly file: string | null;
}

/**
 * Builds (or recovers from an older run) the prompts of a suite, looks each over as it passes, and writes them unless
 * lint finds an error or `out` is null. One pass, whatever the size.
 */
export async function buildPrompts(options: {
  readonly cwd: string;
  readonly suite: string | undefined;
  readonly fromRun: string | undefined;
  readonly grid: GridRequest;
  readonly out: string | null;
}): Promise<BuiltPrompts> {
  const loaded = await loadSuite(options.suite ?? "rent-legacy", { cwd: options.cwd });
  const grid = await openGridOf(loaded, options);
  const views = options.grid.includeNeutral === false ? [] : grid.shape.views;
  const { derived, viewSlots } = grid.lintHints;
  const linter = gridLinter({ derived, viewSlots, views });
  const file = options.out === null ? null : resolve(options.cwd, options.out);
  let lint: GridLint | null = null;
  async function* watched(): AsyncGenerator<PromptRow> {
    for await (const row of grid.rows()) {
      linter.see(row);
      yield row;
    }
    lint = linter.finish();
    if (lint.findings.some((finding) => finding.level === "error")) throw new LintStop();
  }
  try {
    if (file === null) for await (const _row of watched());
    else await writeGrid(file, watched());
    return { shape: grid.shape, lint: lint!, file };
  } catch (error) {
    if (error instanceof LintStop && lint !== null) return { shape: grid.shape, lint, file: null };
    throw error;
  }
}

/** Ends the writing of a grid that lint refuses; never seen outside. */
class LintStop extends Error {}

async function openGridOf(
  loaded: LoadedSuite,
  options: { fromRun: string | undefined; cwd: string; grid: GridRequest },
): Promise<Grid> {
  const { where, ...rest } = options.grid;
  if (options.fromRun === undefined) {
    return buildGrid(loaded, { ...rest, ...(where === undefined ? {} : { where: parseWhere(where) }) });
  }
  if ("cases" in loaded) {
    throw new InvalidInputError(`${loaded.suite.id} has no views to recover`, {
      hint: "Use a suite of kind views, such as rent-legacy.",
    });
  }
  if (Object.values(options.grid).some((value) => value !== undefined)) {
    throw new InvalidInputError("--from-run recovers the prompts as they were asked", {
      hint: "Leave --limit, --sample, --where, --full and --no-neutral away.",
    });
  }
  return gridFromRun(resolve(options.cwd, options.fromRun), loaded);
}
