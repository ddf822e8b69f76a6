/**
 * A predictor of one's own: the benchmark's mean, moved by how far the model's visible scores lie from the means of
 * theirs. It gets copies of the visible scores, by model in `view.rows` and by benchmark in `view.columns`.
 */
interface Lines {
  /** Line i holds the entries from start[i] up to start[i + 1]. */
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly value: Float64Array;
}

interface View {
  readonly models: readonly { readonly id: string }[];
  readonly benchmarks: readonly { readonly id: string }[];
  readonly rows: Lines;
  readonly columns: Lines;
}

export default {
  id: "level",
  describe: () => ({ title: "Level", summary: "The benchmark's mean, moved by the model's own level." }),
  fit({ rows, columns }: View) {
    const meanOf = (benchmark: number): number | null => {
      const scores = columns.value.subarray(columns.start[benchmark], columns.start[benchmark + 1]);
      return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
    };
    const levelOf = (model: number): number => {
      let sum = 0;
      let count = 0;
      for (let k = rows.start[model]!; k < rows.start[model + 1]!; k++, count++)
        sum += rows.value[k]! - meanOf(rows.index[k]!)!;
      return count === 0 ? 0 : sum / count;
    };
    return {
      // One entry a cell, in their order: a number, or null where nothing can be told.
      predict: (cells: readonly { readonly model: number; readonly benchmark: number }[]) =>
        cells.map(({ model, benchmark }) => {
          const mean = meanOf(benchmark);
          return mean === null ? null : mean + levelOf(model);
        }),
    };
  },
};
