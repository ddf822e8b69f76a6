import { type CommandModule, example } from "../command.ts";
import { collect } from "../options.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("say what is there, and what to do about what is not; keys by name only")
    .option("--env-file <file>", "read keys from this file too; repeatable", collect)
    .option("--json", "print one object with every check")
    .addHelpText("after", example("assay doctor", "assay doctor --json"))
    .action(
      wrap(async (flags: { envFile?: string[]; json?: boolean }) => {
        const { examine, exitCodeOf } = await import("../doctor/examine.ts");
        const { renderChecks } = await import("../doctor/render-checks.ts");
        const checks = await examine({ cwd: io.cwd, env: io.env, envFiles: flags.envFile ?? [] });
        const exitCode = exitCodeOf(checks);
        io.out(
          flags.json
            ? `${JSON.stringify({ checks, exit_code: exitCode }, null, 2)}\n`
            : renderChecks(checks, exitCode, io.width),
        );
        return exitCode;
      }),
    );
};
