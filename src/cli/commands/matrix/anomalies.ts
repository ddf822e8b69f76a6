import { type CommandModule, example } from "../../command.ts";
import { addDataOptions } from "../../matrix/data-options.ts";
import { addOutputOptions } from "../../matrix/output-folder.ts";
import type { AnomaliesFlags } from "../../matrix/run-anomalies.ts";
import { decimal, wholeNumber } from "../../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("list scores that do not fit the others, to be checked");
  addOutputOptions(addDataOptions(command), "write anomalies.csv and anomalies.svg there")
    .option("--q <q>", "share of false alarms among those listed (default 0.1)", decimal("--q"))
    .option("--top <n>", "print at most so many (default 25)", wholeNumber("--top"))
    .option("--exact", "fit everything again without each score; some hundred times slower")
    .option("--json", "print the list as JSON")
    .addHelpText("after", example("assay matrix anomalies --data scores.json --out anomalies"))
    .action(
      wrap(async (flags: AnomaliesFlags) => {
        const { runAnomalies } = await import("../../matrix/run-anomalies.ts");
        return runAnomalies(io, flags);
      }),
    );
};
