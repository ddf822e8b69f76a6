import { InvalidInputError } from "../../errors/input-errors.ts";
import { type CommandModule, example } from "../command.ts";

const shells = ["bash", "zsh", "fish"] as const;

/** Registered with the whole table loaded, so that it sees every command and option. */
export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("print a completion script, made from the commands there are")
    .addArgument(
      command
        .createArgument("<shell>", "which shell")
        .choices(shells)
        .argParser((text) => text),
    )
    .option("--json", "print one object with the script")
    .addHelpText("after", example("source <(assay completion bash)", "assay completion fish | source"))
    .action(
      wrap(async (asked: string, flags: { json?: boolean }) => {
        const shell = shells.find((known) => known === asked);
        if (shell === undefined) {
          throw new InvalidInputError(`there is no completion for "${asked}"`, {
            hint: `Shells: ${shells.join(", ")}.`,
          });
        }
        const { commandNodes } = await import("../completion/command-tree.ts");
        const script = await scriptFor(shell);
        const text = script(commandNodes(command.parent!));
        io.out(flags.json ? `${JSON.stringify({ shell, script: text, exit_code: 0 }, null, 2)}\n` : text);
        return 0;
      }),
    );
};

async function scriptFor(shell: (typeof shells)[number]) {
  if (shell === "bash") return (await import("../completion/bash-script.ts")).bashScript;
  if (shell === "zsh") return (await import("../completion/zsh-script.ts")).zshScript;
  return (await import("../completion/fish-script.ts")).fishScript;
}
