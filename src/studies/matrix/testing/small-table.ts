import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";

/** A made-up table of one ability and noise, some cells missing; for tests that need a table and no more. */
export function smallTable({
  models,
  benchmarks,
  fill = 0.85,
  seed = 1,
}: {
  readonly models: number;
  readonly benchmarks: number;
  readonly fill?: number;
  readonly seed?: number;
}): ScoreTable {
  const rng = rngStream(seed, "small table");
  const ability = Array.from({ length: models }, () => rng.normal());
  const cells = ability.flatMap((z, model) =>
    Array.from({ length: benchmarks }, (_, benchmark) => {
      const logit = z * (0.5 + benchmark / benchmarks) + 0.4 * rng.normal() - 0.5 + benchmark / benchmarks;
      return { model, benchmark, value: 100 / (1 + Math.exp(-logit)), seen: rng.float() < fill };
    }),
  );
  const unknown = { standardError: null, source: null, date: null, setting: null, status: null };
  return {
    models: ability.map((_z, i) => ({
      id: `model-${String(i).padStart(3, "0")}`,
      name: `Model ${i}`,
      provider: `maker-${i % 3}`,
      releaseDate: `2025-${String(1 + (i % 12)).padStart(2, "0")}-10`,
      releaseDatePrecision: "day",
      parametersTotalM: null,
      parametersActiveM: null,
      isReasoning: i % 2 === 0,
      openWeights: i % 4 === 0,
    })),
    benchmarks: Array.from({ length: benchmarks }, (_, i) => ({
      id: `bench_${String(i).padStart(2, "0")}`,
      name: `Bench ${i}`,
      category: i % 2 === 0 ? "Maths" : "Code",
      metric: "% correct",
      itemCount: 100,
      range: null,
      direction: null,
      cost: null,
    })),
    cells: cells
      .filter(({ seen }) => seen)
      .map(({ model, benchmark, value }) => ({ model, benchmark, value, ...unknown })),
  };
}
