import type { AnswerRow } from "../../../schema/run/answer-row.ts";
import { type CommandModule, example } from "../../command.ts";
import { wholeNumber } from "../../options.ts";
import { plainText } from "../../plain-text.ts";

interface Flags {
  labels: string;
  out: string;
  folds: number;
  seed: number;
  json?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("train a scorer on labelled answers, to score others without asking anybody")
    .argument("[run]", "the run whose answers were labelled (default: the newest)")
    .requiredOption("--labels <file|dataset>", "scores by people, as for assay eval summary")
    .requiredOption("--out <file>", "where to save the scorer")
    .option("--folds <n>", "folds of the cross-validation; a triplet is never split", wholeNumber("--folds"), 10)
    .option("--seed <s>", "seed of the folds", wholeNumber("--seed"), 1)
    .option("--json", "print one object with the quality")
    .addHelpText(
      "after",
      example(
        "assay eval train-scorer latest --labels labels.jsonl --out scorer.json",
        "assay eval score other-run --offline scorer.json",
      ),
    )
    .action(
      wrap(async (run: string | undefined, flags: Flags) => {
        const { readLabels } = await import("../../../studies/sycophancy/labels/read-labels.ts");
        const { humanScores, matchLabels } = await import("../../../studies/sycophancy/human-labels.ts");
        const { qualityWords, trainScorer } = await import("../../../evaluate/score-trained.ts");
        const { labels, notes } = await readLabels(io.cwd, flags.labels);
        for (const note of notes) io.err(plainText(`note: ${note}\n`));
        const trained = await trainScorer({
          cwd: io.cwd,
          runRef: run ?? "latest",
          labelsOf: (rows: readonly AnswerRow[]) => humanScores(matchLabels(rows, labels).matched),
          ...{ out: flags.out, folds: flags.folds, seed: flags.seed },
        });
        io.out(
          flags.json
            ? `${JSON.stringify(trained, null, 2)}\n`
            : plainText(
                `${trained.file}: ${qualityWords(trained.quality)}\nScore with it: assay eval score RUN --offline ${flags.out}\n`,
              ),
        );
        return 0;
      }),
    );
};
