import { InvalidInputError } from "../../../errors/input-errors.ts";
import { type CommandModule, example } from "../../command.ts";
import { addGridFlags, type GridFlags, gridRequestOf } from "../../grid-flags.ts";

interface Flags extends GridFlags {
  out?: string;
  fromRun?: string;
  strict?: boolean;
  lintOnly?: boolean;
  json?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("build the prompts of a suite and look them over")
    .argument("[suite]", "a bundled suite, or a suite's file or folder")
    .option("--out <file>", "where to write the grid", "grid.jsonl");
  addGridFlags(command)
    .option("--from-run <file>", "recover prompts, factors and triplets from a run.jsonl or run_scored.jsonl")
    .option("--strict", "warnings exit 1")
    .option("--lint-only", "look the prompts over and write nothing")
    .option("--json", "print one object with the shape and the findings")
    .addHelpText(
      "after",
      example(
        "assay eval build rent-sycophancy --limit 50 --out grid.jsonl",
        "assay eval build --from-run run_scored.jsonl",
      ),
    )
    .action(
      wrap(async (suite: string | undefined, flags: Flags) => {
        const { buildPrompts } = await import("../../../evaluate/build-prompts.ts");
        const { renderBuild } = await import("../../render-build.ts");
        if (suite === undefined && flags.fromRun === undefined) {
          const { bundledSuites } = await import("../../../run/suite/find-suite.ts");
          throw new InvalidInputError("which suite?", {
            hint: `Name a file, a folder, or one of ${bundledSuites().join(", ")}.`,
          });
        }
        const built = await buildPrompts({
          cwd: io.cwd,
          suite,
          fromRun: flags.fromRun,
          grid: gridRequestOf(flags),
          out: flags.lintOnly ? null : (flags.out ?? "grid.jsonl"),
        });
        const errors = built.lint.findings.some((finding) => finding.level === "error");
        const exitCode = errors ? 2 : flags.strict && built.lint.findings.length > 0 ? 1 : 0;
        io.out(
          flags.json ? `${JSON.stringify({ ...built, exit_code: exitCode }, null, 2)}\n` : renderBuild(built, io.width),
        );
        return exitCode;
      }),
    );
};
