import { selectionMethods } from "../../../studies/matrix/select/selection-methods.ts";
import { type CommandModule, example } from "../../command.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import type { SelectFlags } from "../../matrix/run-select.ts";
import { decimal, oneOf, wholeNumber } from "../../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("choose a few benchmarks that tell most about the others, and say how much, honestly");
  addOutputOptions(addDataOptions(command), "write selected_benchmarks.json and selection.svg there")
    .option("--k <n>", "how many (default 5)", wholeNumber("--k", 1))
    .option("--budget <b>", "or how much they may cost together", decimal("--budget"))
    .option("--costs <file>", "what each benchmark costs (assay/benchmark-costs@1)")
    .option("--default-cost <c>", "cost of benchmarks the file does not name", decimal("--default-cost"))
    .option("--method <m>", `${selectionMethods.join(", ")} (default greedy)`, oneOf("--method", selectionMethods))
    .option(
      "--min-per-benchmark <n>",
      "leave out benchmarks with fewer scores (default 10)",
      wholeNumber("--min-per-benchmark", 1),
    )
    .option("--min-per-model <n>", "leave out models with fewer scores (default 5)", wholeNumber("--min-per-model", 1))
    .option("--draws <n>", "bootstrap draws of models for the stability (default 100)", wholeNumber("--draws", 0))
    .option("--seed <n>", "seed of all draws (default 1)", wholeNumber("--seed"))
    .option("--json", "print selected_benchmarks.json")
    .addHelpText(
      "after",
      example(
        "assay matrix select --data scores.json --k 5 --out selection",
        "assay matrix select --data scores.json --budget 40 --costs costs.json",
      ),
    )
    .action(
      wrap(async (flags: SelectFlags) => {
        const { runSelect } = await import("../../matrix/run-select.ts");
        return runSelect(io, flags);
      }),
    );
};
