import { InvalidOptionError } from "../../../errors/statistics-errors.ts";
import type { CacheMode } from "../../../run/cache/answer-cache.ts";
import { type CommandModule, example } from "../../command.ts";
import { collect, decimal, given, oneOf, wholeNumber } from "../../options.ts";

interface Flags {
  input?: string;
  output?: string;
  scorerModel?: string[];
  judges?: string;
  only?: string;
  suite?: string;
  rerun?: boolean;
  offline?: string;
  repeatShare?: number;
  dryRun?: boolean;
  budgetUsd?: number;
  allowUnpriced?: boolean;
  cache?: CacheMode;
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

const cacheMode = oneOf("--cache", ["off", "read", "write", "on"]);

function share(text: string): number {
  const value = decimal("--repeat-share")(text);
  if (value < 0 || value > 1) throw new InvalidOptionError("--repeat-share", value, "a share lies in [0, 1]");
  return value;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("score the answers of a run with rules and judges, then summarise")
    .argument("[run]", "the run's id, the beginning of one, latest (the default), or a run.jsonl or run_scored.jsonl")
    .option("-i, --input <run>", "the same, as an option")
    .option("-o, --output <file>", "where scores go too (default for a file: run_scored.jsonl beside it)")
    .option("--scorer-model <id>", "a judge: provider/name or an id of the judges' roster; repeatable", collect)
    .option("--judges <file>", "roster of judges (default: judges.json here)")
    .option("--only <scorer>", "only this scorer of the suite")
    .option("--suite <file>", "the suite whose scorers read a file; for a run, where its suite with functions is")
    .option("--offline <file>", "score with this trained scorer and ask nobody (see assay eval train-scorer)")
    .option("--rerun", "judge everything again")
    .option(
      "--repeat-share <s>",
      "share of answers judged a second time, to see whether judges agree with themselves (default: the suite's, else 0.1)",
      share,
    )
    .option("--dry-run", "say what would be asked and what it may cost; send and write nothing")
    .option("--budget-usd <x>", "stop before this command has spent more", decimal("--budget-usd"))
    .option("--allow-unpriced", "with --budget-usd: count judges without a price as free")
    .option("--cache <mode>", "judges' replies of earlier runs: on (default), read, write or off", cacheMode)
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
        "assay eval score latest --judges judges.json --dry-run",
        "assay eval score latest --judges judges.json --budget-usd 2",
        "assay eval score run.jsonl --scorer-model compatible/judge --output run_scored.jsonl",
      ),
    )
    .action(
      wrap(async (run: string | undefined, flags: Flags) => {
        if (flags.input !== undefined && run !== undefined)
          throw new InvalidOptionError("--input", flags.input, "the run stands before it already: name one of the two");
        const request = {
          runRef: flags.input ?? run ?? "latest",
          cwd: io.cwd,
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
            offline: flags.offline,
            repeatShare: flags.repeatShare,
            budgetUsd: flags.budgetUsd,
            allowUnpriced: flags.allowUnpriced,
            cache: flags.cache,
          }),
        };
        if (flags.dryRun) {
          const { scoreDryRun } = await import("./score-dry-run.ts");
          return scoreDryRun(io, { ...request, env: io.env }, { json: flags.json === true, output: flags.output });
        }
        const { scoreAndSummarise } = await import("./score-and-summarise.ts");
        return scoreAndSummarise(io, {
          ...request,
          json: flags.json === true,
          jsonProgress: flags.jsonProgress === true,
          aggregate: flags.aggregate !== false,
          output: flags.output,
        });
      }),
    );
};
