import { resolve } from "node:path";
import { Option } from "commander";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { RunRequest } from "../../../evaluate/run-request.ts";
import type { CacheMode } from "../../../run/cache/answer-cache.ts";
import { type CommandModule, example } from "../../command.ts";
import { addGridFlags, type GridFlags, gridRequestOf } from "../../grid-flags.ts";
import { interrupts } from "../../interrupts.ts";
import { keepHeapLean } from "../../lean-heap.ts";
import { collect, decimal, given, wholeNumber } from "../../options.ts";
import { plainText } from "../../plain-text.ts";
import { showProgress } from "../../progress.ts";

interface Flags extends GridFlags {
  models?: string;
  model?: string[];
  grid?: string;
  repeats?: number;
  temperature?: number;
  topP?: number;
  maxOutputTokens?: number;
  dryRun?: boolean;
  scoreNow?: boolean;
  resume?: string;
  new?: boolean;
  retry?: string;
  budgetUsd?: number;
  budgetTokens?: number;
  allowUnpriced?: boolean;
  maxRetries?: number;
  maxWait?: string;
  timeoutS?: number;
  concurrency?: number;
  shuffleSeed?: number;
  maxFailed?: string;
  tag?: string[];
  envFile?: string[];
  out?: string;
  cache?: CacheMode;
  cacheTtl?: string;
  slim?: boolean;
  json?: boolean;
  jsonProgress?: boolean;
}

/** Calls in flight beyond which memory counts for more than a tenth of a millisecond a call. */
const wideRun = 128;

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .description("ask models the prompts of a suite or grid, and keep every answer")
    .argument("[source]", "a bundled suite, a suite's file or folder, or a grid.jsonl")
    .option("--models <file>", "roster of models (default: models.json beside the suite, then here)")
    .option("--model <id>", "only this model of the roster, or provider/name; repeatable", collect)
    .option("--grid <file>", "ask this grid instead of building one");
  addGridFlags(command)
    .option("--repeats <r>", "independent samples of each cell", wholeNumber("--repeats"))
    .option("--temperature <t>", "sampling temperature", decimal("--temperature"))
    .option("--top-p <p>", "nucleus mass", decimal("--top-p"))
    .option("--max-output-tokens <n>", "longest answer", wholeNumber("--max-output-tokens"))
    .option("--score-now", "score and summarise when the answers are there")
    .option("--dry-run", "say what would be asked and what it may cost; send and write nothing")
    .option("--resume <run>", "go on with a run that was begun")
    .option("--new", "begin another run although its like is unfinished")
    .option(
      "--retry <outcome>",
      "with --resume: ask again what ended as failed, refused, truncated, empty, filtered, unparsed or all",
    )
    .option("--budget-usd <x>", "stop before more than this is spent", decimal("--budget-usd"))
    .option("--budget-tokens <n>", "stop before more tokens than this are used", wholeNumber("--budget-tokens"))
    .option("--allow-unpriced", "with --budget-usd: count models without a price as free")
    .option(
      "--max-retries <n>",
      "further calls after a failed one (default 3; 0: one call whatever the answer)",
      wholeNumber("--max-retries"),
    )
    .option("--max-wait <time>", "longest single wait a service may ask for (default 15m)")
    .option("--timeout-s <s>", "seconds a single call may take (default 60)", decimal("--timeout-s"))
    .option("--concurrency <n>", "most calls in flight over all models", wholeNumber("--concurrency"))
    .option("--shuffle-seed <s>", "seed of the order of calls", wholeNumber("--shuffle-seed"))
    .option("--max-failed <n|p%>", "stop when more cells than this have failed")
    .addOption(
      new Option(
        "--cache <mode>",
        "answers of earlier runs: take them (read), keep new ones (write), or both (on)",
      ).choices(["off", "read", "write", "on"]),
    )
    .option("--cache-ttl <time>", "oldest cached answer that is taken (default 14d)")
    .option("--slim", "leave messages and raw replies out of run.jsonl; the grid and the journal have them")
    .option("--tag <k=v>", "a label kept with the run; repeatable", collect)
    .option("--env-file <file>", "read keys and settings from this file too; repeatable", collect)
    .option("--out <dir>", "workspace to keep the run in (default: the one here)")
    .option("--json", "print one object with the outcome")
    .option("--json-progress", "progress as JSON lines on stderr")
    .addHelpText(
      "after",
      example(
        "assay eval run rent-sycophancy --models models.json --repeats 3 --budget-usd 5",
        "assay eval run --resume rent-sycophancy-20260102-030405-a1b2c3",
      ),
    )
    .action(
      wrap(async (source: string | undefined, flags: Flags) => {
        const { planRun } = await import("../../../evaluate/plan-run.ts");
        const { planResume } = await import("../../../evaluate/resume-plan.ts");
        const { startRun } = await import("../../../evaluate/start-run.ts");
        const { runEval } = await import("../../../evaluate/run-eval.ts");
        const { retryChoice } = await import("../../../evaluate/retry-outcomes.ts");
        const { renderDryRun, renderFinished } = await import("../../render-run.ts");
        const { estimateRun } = await import("../../../evaluate/estimate-run.ts");
        const request = await requestOf(flags, io.env, io.cwd);
        const from = flags.grid ?? source;
        if (from === undefined && flags.resume === undefined) {
          throw new InvalidInputError("what should be asked?", {
            hint: "Name a suite, such as: assay eval run rent-sycophancy --models models.json",
          });
        }
        if (flags.retry !== undefined && flags.resume === undefined) {
          throw new InvalidInputError("--retry asks again what an earlier run has, and no run is named", {
            hint: `Name it: --resume latest --retry ${flags.retry}`,
          });
        }
        const retry = flags.retry === undefined ? undefined : retryChoice(flags.retry);
        if (from !== undefined && flags.resume !== undefined) {
          throw new InvalidInputError("a resumed run has its prompts already", {
            hint: `Leave ${from} away: assay eval run --resume ${flags.resume}`,
          });
        }
        const resumed = flags.resume === undefined ? null : await planResume(request, flags.resume);
        const plan = resumed?.plan ?? (await planRun({ ...request, source: from! }));
        try {
          const caps = plan.subjects.reduce((sum, { model }) => sum + model.concurrency, 0);
          if (Math.min(caps, plan.settings.concurrency.value) > wideRun) keepHeapLean();
          for (const note of plan.notes) io.err(plainText(`note: ${note}\n`));
          if (flags.dryRun) {
            const estimate = await estimateRun(plan);
            io.out(flags.json ? `${JSON.stringify(estimate, null, 2)}\n` : renderDryRun(estimate, io.width));
            return 0;
          }
          const begun =
            resumed?.begun ?? (await startRun(plan, { now: new Date(), ...given({ allowTwin: flags.new }) }));
          const signals = interrupts(io);
          const running = await runEval(plan, begun, signals, { now: () => new Date(), ...given({ retry }) });
          for (const notice of running.notices) io.err(`note: ${notice}\n`);
          if (!flags.json)
            io.err(
              `run ${running.runId}: ${running.planned} cells${running.doneBefore > 0 ? `, ${running.doneBefore} done before` : ""}\n`,
            );
          const view = showProgress(io, running, { json: flags.jsonProgress === true, now: () => performance.now() });
          try {
            for await (const _answer of running.answers) {
              // Each answer is in the journal; only progress is shown here.
            }
          } finally {
            view.stop();
            signals.release();
          }
          const finished = await running.end;
          const { text, json, exitCode } = renderFinished(finished, signals.interrupted);
          if (!flags.json) io.out(text);
          if (flags.scoreNow && exitCode !== 130) {
            keepHeapLean();
            const { scoreAndSummarise } = await import("./score-and-summarise.ts");
            const scored = await scoreAndSummarise(io, {
              runRef: finished.runId,
              cwd: request.cwd,
              ...given({ workspace: request.workspace }),
              json: flags.json === true,
              envFiles: flags.envFile ?? [],
            });
            return Math.max(exitCode, scored);
          }
          if (flags.json) io.out(`${JSON.stringify(json, null, 2)}\n`);
          return exitCode;
        } finally {
          await plan.close();
        }
      }),
    );
};

async function requestOf(flags: Flags, env: RunRequest["env"], cwd: string): Promise<Omit<RunRequest, "source">> {
  const { parseWait } = await import("../../../run/settings.ts");
  const grid = gridRequestOf(flags);
  const params = given({ temperature: flags.temperature, topP: flags.topP, maxOutputTokens: flags.maxOutputTokens });
  return {
    cwd,
    env,
    ...given({
      workspace: flags.out === undefined ? undefined : resolve(cwd, flags.out),
      envFiles: flags.envFile,
      modelsFile: flags.models,
      models: flags.model,
      grid: Object.keys(grid).length === 0 ? undefined : grid,
      repeats: flags.repeats,
      params: Object.keys(params).length === 0 ? undefined : params,
      timeoutS: flags.timeoutS,
      maxRetries: flags.maxRetries,
      maxWaitMs: flags.maxWait === undefined ? undefined : parseWait("--max-wait", flags.maxWait),
      concurrency: flags.concurrency,
      shuffleSeed: flags.shuffleSeed,
      maxFailed: flags.maxFailed,
      dryRun: flags.dryRun,
      budgetUsd: flags.budgetUsd,
      budgetTokens: flags.budgetTokens,
      allowUnpriced: flags.allowUnpriced,
      cache: flags.cache,
      cacheTtlMs: flags.cacheTtl === undefined ? undefined : parseWait("--cache-ttl", flags.cacheTtl),
      slim: flags.slim,
      tags: flags.tag === undefined ? undefined : tagsOf(flags.tag),
    }),
  };
}

function tagsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at <= 0)
        throw new InvalidInputError(`--tag ${pair} is no key=value`, { hint: "Write it as --tag team=evals." });
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
