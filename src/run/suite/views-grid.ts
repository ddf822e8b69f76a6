import { InvalidInputError } from "../../errors/input-errors.ts";
import type { PromptRow } from "../../schema/run/prompt-row.ts";
import type { FactorSpace } from "./factor-space.ts";
import type { Grid, GridNote, GridOptions, GridShape } from "./grid.ts";
import type { LoadedViewsSuite } from "./load-suite.ts";
import { promptHash, promptId, tripletIds } from "./prompt-identity.ts";
import { sampleScenarios } from "./sample-scenarios.ts";
import type { Scenario } from "./scenario.ts";
import { codesOf, type NumberedScenario, scenarios } from "./scenarios.ts";
import { compileWhere } from "./where.ts";
import type { CompiledView } from "./wording.ts";

/** The grid of a suite of views: scenarios in loop order, the views of each side by side. */
export function viewsGrid(loaded: LoadedViewsSuite, options: GridOptions): Grid {
  const { suite, space, wording } = loaded;
  if (wording.views.length === 0) {
    throw new InvalidInputError(`suite "${suite.id}" has no wording of its own`, {
      place: { file: loaded.file },
      hint: "Recover prompts from an older run: assay eval build … --from-run FILE",
    });
  }
  const { includeNeutral = true, full = false, where = {} } = options;
  const all = wording.views;
  const views = all.flatMap((view, position) => (includeNeutral || view.role !== "none" ? [{ view, position }] : []));
  if (views.length === 0) {
    throw new InvalidInputError("without the neutral views none is left", { hint: "Leave out --no-neutral." });
  }
  const wanted = compileWhere(where, space, full);
  const { total, selected } = countScenarios(space, full, wanted);
  if (selected === 0) {
    throw new InvalidInputError("no scenario is left", { hint: "Loosen --where, or the suite's constraints." });
  }
  const notes: GridNote[] = [];
  const { isChosen, chosen } = choose(loaded, options, wanted, selected, views.length, notes);

  function* scenariosInUse(): Generator<NumberedScenario> {
    let left = chosen;
    if (left === 0) return;
    for (const scenario of scenarios(space, { full })) {
      if (!wanted(scenario.levels) || !isChosen(scenario.number)) continue;
      yield scenario;
      if (--left === 0) return;
    }
  }

  const fullPrompts = total * all.length;
  const idOf = tripletIds(space);
  async function* rows(): AsyncGenerator<PromptRow> {
    for (const scenario of scenariosInUse()) {
      const triplet = idOf(scenario.levels);
      for (const row of tripletRows(loaded, views, scenario, triplet, all.length, fullPrompts)) yield row;
    }
  }
  const shape: GridShape = {
    suite: suite.id,
    suiteVersion: suite.version,
    factors: levelsInUse(space, scenariosInUse()),
    views: views.map(({ view }) => view.id),
    prompts: chosen * views.length,
    triplets: chosen,
    fullPrompts,
    dataset: null,
    notes,
  };
  const lintHints = { derived: space.derived.map(({ name }) => name), viewSlots: wording.viewSlots };
  return { shape, lintHints, rows };
}

function* tripletRows(
  loaded: LoadedViewsSuite,
  views: readonly { view: CompiledView; position: number }[],
  { number, levels }: NumberedScenario,
  triplet: string,
  stride: number,
  fullPrompts: number,
): Generator<PromptRow> {
  const { suite, space, wording } = loaded;
  const factors = codesOf(space, levels);
  const turns = wording.renderTurns(levels);
  const parties = wording.parties(levels);
  const metadata = { ...(turns === null ? {} : { turns }), parties };
  for (const { view, position } of views) {
    const id = promptId(number * stride + position, fullPrompts);
    const messages = wording.render(view, levels);
    yield {
      promptId: id,
      tripletId: triplet,
      clusterId: triplet,
      view: view.id,
      role: view.role,
      perspective: view.id,
      factors,
      messages,
      contentHash: promptHash({ suite: suite.id, suiteVersion: suite.version, promptId: id, messages, turns }),
      suite: suite.id,
      suiteVersion: suite.version,
      metadata,
    };
  }
}

function countScenarios(space: FactorSpace, full: boolean, wanted: (levels: Scenario) => boolean) {
  let [total, selected] = [0, 0];
  for (const { levels } of scenarios(space, { full })) {
    total++;
    if (wanted(levels)) selected++;
  }
  return { total, selected };
}

/** Which scenarios the sample and the limit leave, and how many. */
function choose(
  loaded: LoadedViewsSuite,
  { full = false, sample, sampleSeed = 1, limit }: GridOptions,
  wanted: (levels: Scenario) => boolean,
  selected: number,
  viewCount: number,
  notes: GridNote[],
): { isChosen: (number: number) => boolean; chosen: number } {
  let chosen = selected;
  let isChosen = (_number: number): boolean => true;
  if (sample !== undefined) {
    const drawn = sampleScenarios(loaded.space, { full, wanted, count: sample, available: selected, seed: sampleSeed });
    notes.push(...drawn.notes);
    isChosen = (number) => drawn.numbers.has(number);
    chosen = sample;
  }
  if (limit !== undefined && limit < chosen * viewCount) {
    const triplets = Math.floor(limit / viewCount);
    if (triplets < 1) {
      throw new InvalidInputError(`--limit ${limit} is less than one triplet of ${viewCount} prompts`, {
        hint: `Use --limit ${viewCount} or more.`,
      });
    }
    notes.push({ code: "limit-rounded", limit, prompts: triplets * viewCount, triplets });
    chosen = triplets;
  }
  return { isChosen, chosen };
}

function levelsInUse(space: FactorSpace, inUse: Iterable<NumberedScenario>): GridShape["factors"] {
  const seen = space.names.map(() => new Map<string | undefined, string | number | boolean | null>());
  for (const { levels } of inUse) {
    for (let i = 0; i < seen.length; i++) {
      const code = levels[i]?.code;
      if (!seen[i]!.has(code)) seen[i]!.set(code, levels[i]?.value ?? null);
    }
  }
  const order = [...space.factors, ...space.derived].map(({ levels }) => levels.map((level) => level?.code));
  const all = space.names.map((name, i) => ({
    name,
    levels: order[i]!.filter((code) => seen[i]!.has(code)).map((code) => seen[i]!.get(code)!),
    derived: i >= space.factors.length,
  }));
  return all.filter(({ name }) => !space.wordingOnly.has(name));
}
