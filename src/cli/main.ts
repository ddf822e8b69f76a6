import { readFileSync } from "node:fs";
import type { CommandModule } from "./command.ts";
import { processIo } from "./io.ts";

interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
  /** It looks at all other commands, so they are loaded too. */
  readonly wholeTable?: boolean;
}

/** The table of commands. Only the one that is called is loaded. */
const commands: readonly CommandRow[] = [
  {
    name: "init",
    summary: "write a working example into the current folder",
    load: () => import("./commands/init.ts"),
  },
  {
    name: "doctor",
    summary: "say what is there, and what to do about what is not",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "demo",
    summary: "run a whole study on simulated models and open its report",
    load: () => import("./commands/demo.ts"),
  },
  {
    name: "eval",
    summary: "build prompts, ask models, score answers, say what they support",
    load: () => import("./commands/eval.ts"),
  },
  {
    name: "matrix",
    summary: "say which scores of a models × benchmarks table can be predicted, and what to run next",
    load: () => import("./commands/matrix.ts"),
  },
  {
    name: "compare",
    summary: "say whether one side is better than another, by the best evidence both have",
    load: () => import("./commands/compare.ts"),
  },
  {
    name: "plan",
    summary: "say how many seeds, items or pairs a question takes",
    load: () => import("./commands/plan.ts"),
  },
  {
    name: "pull",
    summary: "fetch a public table of scores, and keep where it came from",
    load: () => import("./commands/pull.ts"),
  },
  {
    name: "ls",
    summary: "list runs, collections, names and events of this workspace",
    load: () => import("./commands/ls.ts"),
  },
  {
    name: "show",
    summary: "print one run, collection or report, and where it comes from",
    load: () => import("./commands/show.ts"),
  },
  {
    name: "sql",
    summary: "ask the workspace in SQL",
    load: () => import("./commands/sql.ts"),
  },
  {
    name: "completion",
    summary: "print a completion script for bash, zsh or fish",
    load: () => import("./commands/completion.ts"),
    wholeTable: true,
  },
];

export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const io = processIo();
  const { runProgram } = await import("./program.ts");
  return runProgram(argv, commands, io, version());
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

process.exitCode = await main(process.argv.slice(2));
