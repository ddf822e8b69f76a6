import { type CommandModule, example } from "../../command.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import type { NextFlags } from "../../matrix/run-next.ts";
import { decimal, oneOf, wholeNumber } from "../../options.ts";

const objectives = ["variance", "target", "rank"] as const;

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("say which benchmark to run next on a model, by what its score would tell of the missing ones");
  addOutputOptions(addDataOptions(command), "write next.json and a picture there; replay.json with --replay")
    .option("--model <m>", "the model, by id or name")
    .option("--new-model <json>", `or one the table lacks: {"name": …, "scores": {…}}, or a file with that`)
    .option("--objective <o>", `${objectives.join(", ")} (default variance)`, oneOf("--objective", objectives))
    .option("--target <b>", "target: the benchmark whose score is wanted")
    .option("--rank-against <m>", "rank: the model to be told apart from (default the ten expected to be best)")
    .option("--weights <json>", `how much each benchmark counts: {"gpqa": 3, "*": 0}, or a file; "*" is the rest`)
    .option("--costs <file>", "what each benchmark costs (assay/benchmark-costs@1)")
    .option("--default-cost <c>", "cost of benchmarks the file does not name", decimal("--default-cost"))
    .option("--cost-cap <c>", "offer none that costs more", decimal("--cost-cap"))
    .option("--k <n>", "pick so many, one after the other (default 1)", wholeNumber("--k", 1))
    .option("--budget <b>", "or as many as this pays for", decimal("--budget"))
    .option("--top <n>", "lines of the ranking to print (default 10)", wholeNumber("--top", 1))
    .option("--replay", "validate: buy again the scores that models have, against other ways to buy")
    .option(
      "--min-cells <n>",
      "replay: models with fewer scores are left out (default 15)",
      wholeNumber("--min-cells", 1),
    )
    .option("--draws <n>", "replay: random orders (default 20)", wholeNumber("--draws", 1))
    .option("--exclude-eval <mask>", "replay: never the models of this mask")
    .option("--hide <mask>", "take the held-out cells of this mask out of the table first")
    .option("--seed <n>", "replay: seed of all draws (default 1)", wholeNumber("--seed"))
    .option("--json", "print next.json or replay.json")
    .addHelpText(
      "after",
      example(
        "assay matrix next --data scores.json --model gpt-5 --k 3",
        "assay matrix next --data scores.json --model gpt-5 --target hle --costs costs.json --budget 40",
        "assay matrix next --data scores.json --replay --out replay",
      ),
    )
    .action(
      wrap(async (flags: NextFlags) => {
        const { runNext } = await import("../../matrix/run-next.ts");
        return runNext(io, flags);
      }),
    );
};
