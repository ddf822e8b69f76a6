import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import { type CommandModule, example } from "../command.ts";

const studies = ["eval", "sycophancy"] as const;

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("write a working example into the current folder")
    .addArgument(
      command
        .createArgument("[study]", "which example")
        .choices(studies)
        .default("eval")
        .argParser((text) => text),
    )
    .option("--json", "print one object with the files and the next commands")
    .addHelpText("after", example("assay init", "assay init sycophancy"))
    .action(
      wrap(async (asked: string, flags: { json?: boolean }) => {
        const study = studies.find((known) => known === asked);
        if (study === undefined) throw unknownStudy(asked);
        const { writeExample } = await import("../init/write-example.ts");
        const made = await exampleOf(study);
        await writeExample(io.cwd, made.files);
        const files = made.files.map((file) => file.path);
        if (flags.json) {
          const next = made.next.map((step) => step.command);
          io.out(`${JSON.stringify({ study, folder: io.cwd, files, next, exit_code: 0 }, null, 2)}\n`);
          return 0;
        }
        const width = Math.max(...made.next.map((step) => step.command.length));
        const steps = made.next.map((step) => `  ${step.command.padEnd(width)}   # ${step.does}`);
        io.out(`Written:\n${files.map((file) => `  ${file}\n`).join("")}\nType next:\n${steps.join("\n")}\n`);
        io.out("\nTo ask a model of your own, fill in its entry in models.json and copy .env.example to .env.\n");
        return 0;
      }),
    );
};

async function exampleOf(study: (typeof studies)[number]) {
  if (study === "eval") return (await import("../init/cases-example.ts")).casesExample();
  const { bundledSuitesFolder } = await import("../../run/suite/find-suite.ts");
  return (await import("../init/sycophancy-example.ts")).sycophancyExample(bundledSuitesFolder);
}

function unknownStudy(asked: string): InvalidInputError {
  const nearest = nearestName(asked, studies);
  return new InvalidInputError(`there is no example "${asked}"`, {
    hint: nearest === null ? `There are: ${studies.join(", ")}.` : `Did you mean "assay init ${nearest}"?`,
  });
}
