import { InvalidInputError } from "../../errors/input-errors.ts";
import { type CommandModule, example } from "../command.ts";
import type { Io } from "../io.ts";
import { wholeNumber } from "../options.ts";

interface Flags {
  replay?: string;
  seed?: number;
  repeats?: number;
  json?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .argument("[study]", "eval: a sycophancy run; matrix: a table of scores; without one: both, one after the other")
    .option("--replay <file>", "the same analysis on real answers: a run.jsonl or run_scored.jsonl")
    .option("--seed <s>", "seed of the simulation", wholeNumber("--seed"))
    .option("--repeats <r>", "independent answers to each prompt", wholeNumber("--repeats"))
    .option("--json", "print one object with what was found")
    .addHelpText("after", example("assay demo", "assay demo matrix", "assay demo --replay run_scored.jsonl"))
    .action(
      wrap(async (study: string | undefined, flags: Flags) => {
        const evalOnly = flags.replay !== undefined || flags.repeats !== undefined || flags.json === true;
        const studies = study === undefined ? (evalOnly ? ["eval"] : ["eval", "matrix"]) : [study];
        for (const one of studies) {
          if (one !== "matrix") {
            await evalDemo(io, one, flags);
            continue;
          }
          if (flags.replay !== undefined || flags.repeats !== undefined) {
            throw new InvalidInputError("--replay and --repeats go with assay demo eval", { hint: "Leave them out." });
          }
          const { matrixDemo } = await import("../demo/matrix-demo.ts");
          if (studies.length > 1) io.out("\n");
          const code = await matrixDemo(io, { seed: flags.seed ?? 1, json: flags.json === true });
          if (code !== 0) return code;
        }
        return 0;
      }),
    );
};

async function evalDemo(io: Io, study: string, flags: Flags): Promise<void> {
  if (study !== "eval") {
    throw new InvalidInputError(`there is no demo "${study}"`, {
      hint: "Type: assay demo, or assay demo matrix",
    });
  }
  const { simulatedDemo, replayDemo } = await import("../demo/run-demo.ts");
  const { renderDemo } = await import("../demo/render-demo.ts");
  const result =
    flags.replay === undefined
      ? await simulatedDemo(io, { cwd: io.cwd, seed: flags.seed ?? 1, repeats: flags.repeats ?? 3 })
      : await replayDemo(io, { cwd: io.cwd, file: flags.replay });
  io.out(
    flags.json
      ? `${JSON.stringify({ run_id: result.runId, report: result.report, page: result.page, models: result.summary.models }, null, 2)}\n`
      : renderDemo(result, io),
  );
}
