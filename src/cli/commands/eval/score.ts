import { type CommandModule, example } from "../../command.ts";
import { collect, decimal, given, wholeNumber } from "../../options.ts";

interface Flags {
  input?: string;
  scorerModel?: string[];
  judges?: string;
  only?: string;
  suite?: string;
  rerun?: boolean;
  minJudges?: number;
  allowSelfJudge?: boolean;
  allowUnknownFamily?: boolean;
  aggregate?: boolean;
  concurrency?: number;
  maxRetries?: number;
  timeoutS?: number;
  seed?: number;
  envFile?: string[];
  json?: boolean;
  jsonProgress?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("score the answers of a run with rules and judges, then summarise")
    .argument("[run]", "the run's id, the beginning of one, or latest (the default)")
    .option("-i, --input <run>", "the same, as an option")
    .option("--scorer-model <id>", "a judge: provider/name or an id of the judges' roster; repeatable", collect)
    .option("--judges <file>", "roster of judges (default: judges.json here)")
    .option("--only <scorer>", "only this scorer of the suite")
    .option("--suite <file>", "the suite, for scorers that are functions (default: where the run found it)")
    .option("--rerun", "judge everything again")
    .option(
      "--min-judges <n>",
      "fewest judges a candidate must have (default: the suite's, else 2)",
      wholeNumber("--min-judges"),
    )
    .option("--allow-self-judge", "let a judge judge itself and its own family")
    .option("--allow-unknown-family", "take judges and candidates whose family is not known")
    .option("--no-aggregate", "leave the summary out")
    .option("--concurrency <n>", "most judge calls in flight", wholeNumber("--concurrency"))
    .option("--max-retries <n>", "further calls after a failed one", wholeNumber("--max-retries"))
    .option("--timeout-s <s>", "seconds a single call may take", decimal("--timeout-s"))
    .option("--seed <s>", "seed of the fences", wholeNumber("--seed"))
    .option("--env-file <file>", "read keys from this file too; repeatable", collect)
    .option("--json", "print one object with the outcome")
    .option("--json-progress", "progress as JSON lines on stderr")
    .addHelpText(
      "after",
      example(
        "assay eval score latest --judges judges.json",
        "assay eval score latest --scorer-model compatible/judge --min-judges 1",
      ),
    )
    .action(
      wrap(async (run: string | undefined, flags: Flags) => {
        const { scoreAndSummarise } = await import("./score-and-summarise.ts");
        return scoreAndSummarise(io, {
          runRef: flags.input ?? run ?? "latest",
          cwd: io.cwd,
          json: flags.json === true,
          jsonProgress: flags.jsonProgress === true,
          aggregate: flags.aggregate !== false,
          envFiles: flags.envFile ?? [],
          ...given({
            judgesFile: flags.judges,
            scorerModels: flags.scorerModel,
            only: flags.only,
            suite: flags.suite,
            rerun: flags.rerun,
            minJudges: flags.minJudges,
            allowSelfJudge: flags.allowSelfJudge,
            allowUnknownFamily: flags.allowUnknownFamily,
            concurrency: flags.concurrency,
            maxRetries: flags.maxRetries,
            timeoutS: flags.timeoutS,
            seed: flags.seed,
          }),
        });
      }),
    );
};
