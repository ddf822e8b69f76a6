import { type CommandModule, example } from "../../command.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import type { MultiverseFlags } from "../../matrix/run-multiverse.ts";
import { decimal, wholeNumber } from "../../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("run every combination of the choices analysts make, and say which choice decides what");
  addOutputOptions(
    addDataOptions(command),
    "write multiverse.csv, .json, .svg and .png there; an interrupted run is resumed by the same command",
  )
    .option("--space <file>", "levels of each choice and forbidden combinations (assay/multiverse-space@1)")
    .option("--max <n>", "beyond so many universes a balanced sample is run (default 2000)", wholeNumber("--max"))
    .option("--mask <file>", "the scores every universe is measured on (default: drawn)")
    .option(
      "--thresholds <list>",
      "errors to count universes beneath, separated by commas (default 5,10,15,20)",
      (text) => text.split(",").map(decimal("--thresholds")),
    )
    .option("--place <dir...>", "find the universes nearest to these analyses, by their results_summary.json")
    .option("--one-at-a-time", "hide one model at a time as evaluate does, not four: about three times slower")
    .option("--seed <n>", "seed of all draws (default 1)", wholeNumber("--seed"))
    .option("--json", "print multiverse.json")
    .addHelpText(
      "after",
      example(
        "assay matrix multiverse --data scores.json --out multiverse",
        "assay matrix multiverse --data scores.json --mask mask.json --space space.json --place runs --out multiverse",
      ),
    )
    .action(
      wrap(async (flags: MultiverseFlags) => {
        const { runMultiverse } = await import("../../matrix/run-multiverse.ts");
        return runMultiverse(io, flags);
      }),
    );
};
