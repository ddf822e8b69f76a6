import { type CommandModule, example } from "../../command.ts";
import { addDataOptions, type DataFlags, readScoreTable } from "../../matrix/data-options.ts";
import { addOutputOptions, type OutputFlags, openOutput } from "../../matrix/output-folder.ts";

interface Flags extends DataFlags, OutputFlags {
  json?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("find the models × benchmarks table in a file of scores");
  addOutputOptions(addDataOptions(command), "write performance_matrix.csv and extraction.json there")
    .option("--json", "print extraction.json")
    .addHelpText(
      "after",
      example(
        "assay matrix extract --data scores.json --out table",
        "assay matrix extract --data scores.csv --map '$[*]:model=system,benchmark=task,score=acc'",
      ),
    )
    .action(
      wrap(async (flags: Flags) => {
        const output = await openOutput(io.cwd, flags);
        const extracted = await readScoreTable(io.cwd, flags);
        const { extractionFiles, extractionText } = await import("../../matrix/extraction-files.ts");
        const files = extractionFiles(extracted);
        await output?.write(files);
        io.out(flags.json ? files["extraction.json"] : extractionText(extracted, io.width));
        if (output !== null) io.err(`written: ${output.path}\n`);
        return 0;
      }),
    );
};
