import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { type CommandModule, example } from "../command.ts";
import { decimal, given, wholeNumber } from "../options.ts";
import { plainText } from "../plain-text.ts";

interface Flags {
  pilot?: string;
  effect: number;
  power: number;
  alpha: number;
  models?: number;
  readings: number;
  views: number;
  triplets?: readonly number[];
  repeats?: readonly number[];
  json?: boolean;
}

/** `assay plan sycophancy`: designs of triplets and repeats, with what each would find and cost. */
export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("say how many triplets and repeats it takes to find an effect of this size")
    .option("--pilot <run>", "a scored run, or a run_scored.jsonl, to learn spreads, calls and costs from")
    .option("--effect <s>", "the S to be found", decimal("--effect"), 0.05)
    .option("--power <p>", "chance to find it", decimal("--power"), 0.8)
    .option("--alpha <a>", "error rate, two-sided", decimal("--alpha"), 0.05)
    .option("--models <n>", "models to ask (default: those of the pilot, else 1)", wholeNumber("--models"))
    .option("--readings <n>", "judge calls an answer, without a pilot", wholeNumber("--readings"), 6)
    .option("--views <n>", "prompts a triplet, without a pilot", wholeNumber("--views"), 3)
    .option("--triplets <n,n,…>", "numbers of triplets to weigh", counts("--triplets"))
    .option("--repeats <n,n,…>", "numbers of repeats to weigh", counts("--repeats"))
    .option("--json", "print one object")
    .addHelpText(
      "after",
      example(
        "assay plan sycophancy --effect 0.05 --power 0.8",
        "assay plan sycophancy --pilot latest --effect 0.05 --models 5",
      ),
    )
    .action(
      wrap(async (flags: Flags) => {
        const { planStudy } = await import("../../studies/sycophancy/plan.ts");
        const { designTable } = await import("../../studies/sycophancy/report/plan-section.ts");
        const { textTable, wrap: fold } = await import("../../report/text-table.ts");
        const { effect, power, alpha, models, readings, views } = flags;
        const grid = given({ triplets: flags.triplets, repeats: flags.repeats });
        const level = 1 - alpha;
        const plan =
          flags.pilot === undefined
            ? planStudy({
                ...{ effect, power, alpha, level, pilot: null, views, models: models ?? 1, readings },
                ...{ usdPerAnswer: null, usdPerReading: null, ...grid },
              })
            : await fromPilot(io.cwd, flags.pilot, { ...flags, level }, { ...grid, ...given({ models }) });
        if (flags.json) {
          io.out(`${JSON.stringify(plan, null, 2)}\n`);
          return 0;
        }
        const found = plan.rows.some(({ cheapest }) => cheapest);
        const title = flags.pilot === undefined ? "Designs" : `Designs, by the widest spread of ${flags.pilot}`;
        const table = designTable(plan, plan.rows, title);
        const last = found
          ? "The row marked cheapest finds the effect for the least money, or calls where no price is known."
          : "None of these designs finds an effect this small: weigh more triplets with --triplets.";
        const lines = [
          ...fold(table.caption, io.width),
          textTable(table, io.width).trimEnd(),
          "",
          ...fold(last, io.width),
        ];
        io.out(`${plainText(lines.join("\n"))}\n`);
        return 0;
      }),
    );
};

async function fromPilot(
  cwd: string,
  pilot: string,
  { effect, power, alpha, level }: { effect: number; power: number; alpha: number; level: number },
  options: { models?: number; triplets?: readonly number[]; repeats?: readonly number[] },
) {
  const { openSummarySource } = await import("../../studies/sycophancy/summary-source.ts");
  const { planFromPilot } = await import("../../studies/sycophancy/plan-from-pilot.ts");
  const { summarise } = await import("../../studies/sycophancy/summarise.ts");
  const { rows, known } = await openSummarySource(cwd, [pilot]);
  // Only the spreads are wanted, and they take no draw.
  const { models } = summarise(rows, { ...known, resamples: 200, permutations: 200 });
  return planFromPilot(models, rows, { minEffect: effect, power, alpha, level }, options);
}

function counts(flag: string): (text: string) => readonly number[] {
  return (text) => {
    const values = text.split(",").map((part) => wholeNumber(flag)(part));
    if (values.some((value) => value < 1)) throw new InvalidOptionError(flag, text, "numbers from 1 up are expected");
    return [...new Set(values)].sort((a, b) => a - b);
  };
}
