import { type CommandModule, example } from "../../command.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import { countOrAll } from "../../matrix/protocol-options.ts";
import type { MaskFlags } from "../../matrix/run-mask.ts";
import { oneOf, wholeNumber } from "../../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("hold out scores of some models, to be predicted; or check such a mask");
  addOutputOptions(addDataOptions(command), "write mask.json there")
    .option(
      "--protocol <p>",
      "reveal: of each chosen model only k scores stay visible",
      oneOf("--protocol", ["reveal"]),
    )
    .option("--reveal <k>", "visible scores of each model (default 5)", wholeNumber("--reveal", 0))
    .option("--eval-models <n>", "how many models are chosen, or all (default 12)", countOrAll)
    .option("--min-cells <n>", "models with fewer scores are not chosen (default 15)", wholeNumber("--min-cells", 1))
    .option(
      "--quirk <name>",
      "canonical-v1: the published mask, which took a score of 0 for none",
      oneOf("--quirk", ["canonical-v1"]),
    )
    .option("--check <file>", "say whether this mask fits the data, and can be made again from its own settings")
    .option(
      "--blind <dir>",
      "with --out: put what may be seen there, without the held-out scores, and a commitment to them",
    )
    .option("--seed <n>", "seed of all draws (default 1; 20260226 with the quirk)", wholeNumber("--seed"))
    .option("--json", "print what was made as JSON")
    .addHelpText(
      "after",
      example(
        "assay matrix mask --data scores.json --reveal 5 --eval-models 12 --out mask",
        "assay matrix mask --data scores.json --check mask/mask.json",
        "assay matrix mask --data scores.json --out truth --blind for-the-analyst",
      ),
    )
    .action(
      wrap(async (flags: MaskFlags) => {
        const { runMask } = await import("../../matrix/run-mask.ts");
        return runMask(io, flags);
      }),
    );
};
