import { InvalidInputError } from "../../../errors/input-errors.ts";
import { InvalidOptionError } from "../../../errors/statistics-errors.ts";
import { type GenerateOptions, mechanisms, presets } from "../../../studies/matrix/generate/generate-options.ts";
import { type FileShape, shapes } from "../../../studies/matrix/generate/shape-files.ts";
import { type CommandModule, example } from "../../command.ts";
import { addOutputOptions, type OutputFlags, openOutput } from "../../matrix/output-folder.ts";
import { decimal, given, oneOf, wholeNumber } from "../../options.ts";

interface Flags extends OutputFlags, Partial<Omit<GenerateOptions, "seed" | "degenerate">> {
  preset?: keyof typeof presets;
  shape: FileShape;
  seed: number;
  leakingPredictions?: number;
  analysts: number;
  agree: number;
  json?: boolean;
}

const presetNames = Object.keys(presets) as (keyof typeof presets)[];

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("make a synthetic table of scores whose truth is known")
    .option("--preset <name>", `${presetNames.join(", ")}; options change it`, oneOf("--preset", presetNames))
    .option("--models <n>", "models (default 80)", wholeNumber("--models"))
    .option("--benchmarks <p>", "benchmarks (default 50)", wholeNumber("--benchmarks"))
    .option("--rank <r>", "abilities behind the scores (default 3)", wholeNumber("--rank"))
    .option("--noise <v>", "noise variance beside a signal of 1 (default 0.3)", decimal("--noise"))
    .option("--fill <share>", "share of cells with a score (default 0.35)", decimal("--fill"))
    .option("--missing <kind>", `${mechanisms.join(", ")} (default mcar)`, oneOf("--missing", mechanisms))
    .option(
      "--covariate-r2 <r2>",
      "share of abilities that public facts explain (default 0.5)",
      decimal("--covariate-r2"),
    )
    .option("--shape <shape>", `${shapes.join(", ")}`, oneOf("--shape", shapes), "long" as const)
    .option("--anomalies <n>", "plant cells that are off by 4 sd", wholeNumber("--anomalies"))
    .option("--duplicates <n>", "plant cells reported twice alike", wholeNumber("--duplicates"))
    .option("--conflicts <n>", "plant cells reported twice with different scores", wholeNumber("--conflicts"))
    .option("--zeros <n>", "plant true zeros", wholeNumber("--zeros"))
    .option("--outlier-models <n>", "plant models with four times the noise", wholeNumber("--outlier-models"))
    .option(
      "--leaking-predictions <beta>",
      "a CSV of predictions that saw this share of the truth",
      share("--leaking-predictions"),
    )
    .option("--analysts <n>", "this many analyses of the table, as folders", wholeNumber("--analysts"), 0)
    .option("--agree <p>", "probability that an analyst takes the common choice", share("--agree"), 0.4)
    .option("--seed <n>", "same seed, same bytes", wholeNumber("--seed"), 1);
  addOutputOptions(command, "write the data file and truth.json there")
    .option("--json", "print one object with size, fill and what was planted")
    .addHelpText(
      "after",
      example(
        "assay matrix generate --preset tiny --out scores",
        "assay matrix generate --preset public-like --rank 2 --missing mcar --anomalies 14 --seed 7 --out scores",
      ),
    )
    .action(
      wrap(async (flags: Flags) => {
        const output = await openOutput(io.cwd, flags);
        if (output === null) {
          throw new InvalidInputError("where to?", { hint: "Name a folder: --out scores" });
        }
        const { generateMatrix } = await import("../../../studies/matrix/generate/generate-matrix.ts");
        const { generatedFiles } = await import("../../../studies/matrix/generate/generated-files.ts");
        const { generationSummary, generationText } = await import("../../matrix/generation-text.ts");
        const { preset, shape, leakingPredictions, analysts, agree, out: _out, force: _force, json, ...asked } = flags;
        const generated = generateMatrix(given(asked), preset ?? null);
        if (analysts < 0)
          throw new InvalidOptionError("--analysts", analysts, "a whole number of at least 0 is expected");
        const files = generatedFiles(generated, {
          shape,
          leakingPredictions: leakingPredictions ?? null,
          analysts,
          agree,
        });
        await output.write(files);
        const summary = generationSummary(generated, Object.keys(files), analysts);
        io.out(json ? `${JSON.stringify(summary, null, 2)}\n` : generationText(summary));
        io.err(`written: ${output.path}\n`);
        return 0;
      }),
    );
};

function share(flag: string): (text: string) => number {
  return (text) => {
    const value = decimal(flag)(text);
    if (value >= 0 && value <= 1) return value;
    throw new InvalidOptionError(flag, text, "a share between 0 and 1 is expected");
  };
}
