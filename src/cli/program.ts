import { Command, CommanderError } from "commander";
import { UnknownKeyError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import type { CommandModule, Run } from "./command.ts";
import { example } from "./command.ts";
import type { Io } from "./io.ts";
import { plainText } from "./plain-text.ts";
import { exitCodeOf, renderError } from "./render-error.ts";

interface Row {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
  readonly wholeTable?: boolean;
}

/** Parses the line, loads the one command it names, runs it, and answers with the exit code. */
export async function runProgram(
  argv: readonly string[],
  rows: readonly Row[],
  io: Io,
  version: string,
): Promise<number> {
  const debug = argv.includes("--debug");
  const words = argv.filter((word) => word !== "--debug");
  const wanted = words.find((word) => !word.startsWith("-"));
  const asksHelp = wanted === "help";
  let exitCode = 0;
  const run: Run =
    (action) =>
    async (...args) => {
      exitCode = (await action(...args)) ?? 0;
    };
  try {
    if (wanted !== undefined && !asksHelp && !rows.some((row) => row.name === wanted))
      throw unknownCommand(wanted, rows);
    const program = await buildProgram(rows, asksHelp ? words[1] : wanted, io, version, run);
    await program.parseAsync(words.length === 0 ? ["--help"] : words, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    io.err(renderError(error, { debug }));
    return exitCodeOf(error);
  }
}

async function buildProgram(
  rows: readonly Row[],
  wanted: string | undefined,
  io: Io,
  version: string,
  run: Run,
): Promise<Command> {
  const program = new Command("assay");
  program
    .description(
      "An evaluation bench for models and agents: runs the measurement, keeps the evidence, says how sure one may be.",
    )
    .version(version, "-V, --version")
    .helpOption("-h, --help", "show help")
    // A flag belongs to the command it stands behind: both assay plan and assay plan sycophancy have a --pilot.
    .enablePositionalOptions()
    .option("--debug", "show a stack trace with an error")
    .addHelpText("after", example("assay demo", "assay eval run rent-sycophancy --models models.json --dry-run"));
  settle(program, io);
  const all = rows.some((row) => row.name === wanted && row.wholeTable === true);
  for (const row of rows) {
    const command = program.command(row.name).description(row.summary);
    settle(command, io);
    if (all || row.name === wanted) (await row.load()).register(command, io, run);
    for (const nested of command.commands) {
      settle(nested as Command, io);
      for (const inner of nested.commands) settle(inner as Command, io);
    }
  }
  return program;
}

/** Usage errors leave through an exception with exit code 2; help goes where results go. */
function settle(command: Command, io: Io): void {
  command
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({ helpWidth: Math.min(io.width, 110) });
  command.configureOutput({
    writeOut: (text) => io.out(text),
    writeErr: (text) => io.err(text),
    outputError: (text, write) => write(plainText(text).replace(/\n$/, `\n  next:  ${path(command)} --help\n`)),
  });
}

function path(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at; at = at.parent as Command | null) names.unshift(at.name());
  return names.join(" ");
}

function unknownCommand(name: string, rows: readonly Row[]): Error {
  const known = rows.map((row) => row.name);
  const nearest = nearestName(name, known);
  const error = new UnknownKeyError(name, known, {
    hint: nearest === null ? `Commands: ${known.join(", ")}.` : `Did you mean "assay ${nearest}"?`,
  });
  error.message = `there is no command "${name}"`;
  return error;
}
