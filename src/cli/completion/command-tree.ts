import type { Command } from "commander";

/** What can be typed at one point of the command line. */
export interface CommandNode {
  /** The words that lead here, without the program's own: [] or ["eval", "run"]. */
  readonly words: readonly string[];
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CommandOption[];
  /** Words its first argument may be, where they are fixed. */
  readonly choices: readonly string[];
}

export interface CommandOption {
  /** "--limit" and, where there is one, "-l". */
  readonly flags: readonly string[];
  readonly takesValue: boolean;
  readonly summary: string;
}

/** Every point of the command line, the program itself first. */
export function commandNodes(program: Command): CommandNode[] {
  return walk(program, []);
}

function walk(command: Command, words: readonly string[]): CommandNode[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((nested) => nested.name() !== "help");
  const node: CommandNode = {
    words,
    commands: commands.map((nested) => ({ name: nested.name(), summary: oneLine(nested.description()) })),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
      takesValue: option.required || option.optional,
      summary: oneLine(option.description),
    })),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [node, ...commands.flatMap((nested) => walk(nested as Command, [...words, nested.name()]))];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
