import { join } from "node:path";
import type { Parties } from "../../providers/simulated/sentence-bank.ts";
import { simulateRating } from "../../providers/simulated/simulated-rater.ts";
import { readGrid } from "../../run/suite/grid-file.ts";
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { rngStream } from "../../stats/chance/rng-stream.ts";
import { writeFileAtomic } from "../../store/atomic-file.ts";

const raters = ["r01", "r02", "r03"];
const labelledTriplets = 12;

/**
 * Three simulated people rate every answer to a random third of the scenarios, as people would who label a study. Written
 * beside the run as a calibration export; answers with the file.
 */
export async function labelDemo(folder: string, rows: readonly ScoredRow[], seed: number): Promise<string> {
  const parties = new Map<string, Parties>();
  for await (const { promptId, metadata } of readGrid(join(folder, "grid.jsonl")))
    parties.set(promptId, metadata["parties"] as unknown as Parties);
  const rng = rngStream(seed, "demo-people");
  const order = [...new Set(rows.map(({ tripletId }) => tripletId!))].map((id) => ({ id, key: rng.float() }));
  const all = order.sort((a, b) => a.key - b.key).map(({ id }) => id);
  const chosen = new Set(all.slice(0, labelledTriplets));
  const labels = rows.flatMap((row) => {
    if (!chosen.has(row.tripletId!) || row.responseText.trim() === "") return [];
    const item = `${row.modelId} ${row.promptId} ${row.repeat}`;
    const ratings = raters.flatMap((rater) => {
      const person = { seed, rater, noiseSd: 0.15, offset: 0, shrink: 1 };
      const { score } = simulateRating(row.responseText, parties.get(row.promptId)!, item, person);
      return score === null ? [] : [[rater, score] as const];
    });
    if (ratings.length === 0) return [];
    return [
      {
        ...{ model_id: row.modelId, triplet_id: row.tripletId, view: row.view, repeat: row.repeat },
        answer: row.responseText,
        human_mean: ratings.reduce((sum, [, score]) => sum + score, 0) / ratings.length,
        ...{ human_n: ratings.length, ratings: Object.fromEntries(ratings) },
        inclusion_probability: chosen.size / all.length,
      },
    ];
  });
  const file = join(folder, "labels.jsonl");
  await writeFileAtomic(file, labels.map((label) => `${JSON.stringify(label)}\n`).join(""));
  return file;
}
