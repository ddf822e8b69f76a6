import { existsSync } from "node:fs";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { InvalidInputError, MissingFileError } from "../../../errors/input-errors.ts";
import type { FittedPredictor, Predictor } from "../predictor.ts";
import { pluginEstimates } from "./plugin-estimates.ts";
import type { PluginAnswer, PluginQuestion, PluginStart } from "./plugin-messages.ts";

/** A predictor of somebody else, in a thread of its own. */
export interface PluginPredictor extends Predictor {
  /** Ends the thread and all it remembers; the next fit starts another. */
  restart(): void;
}

/** Longest that one fit, or one list of cells, may take. */
const patienceMs = 300_000;

/**
 * The predictor that the module in `file` exports as its default, or that its default function returns. It runs in a
 * worker thread that gets copies of views and nothing else, and its answers are checked.
 *
 * What it can do all the same: a module may read any file that the user may, the table among them. No test of its
 * predictions shows that; read it, or run it where the table is not.
 *
 * Throws MissingFileError without the file, and InvalidInputError where it does not load or exports no predictor.
 */
export function pluginPredictor(file: string): PluginPredictor {
  if (!existsSync(file)) {
    throw new MissingFileError("there is no such predictor", {
      place: { file },
      hint: "Name a .ts or .js module whose default export is a predictor: { id, fit(view, { rng }) }.",
    });
  }
  let thread: Thread | null = null;
  const ask = (question: PluginQuestion): PluginAnswer => {
    thread ??= startThread(file);
    const answer = thread.ask(question);
    if (answer === null) {
      restart();
      throw new InvalidInputError(`it did not answer within ${patienceMs / 1000} s`, { place: { file } });
    }
    if (answer.kind === "ended") restart();
    return answer;
  };
  const restart = () => {
    thread?.end();
    thread = null;
    current = 0;
  };
  let current = 0;
  let fits = 0;

  const described = ask({ ask: "describe" });
  if (described.kind !== "described") {
    restart();
    throw unusable(file, described);
  }
  const { id, note } = described;
  if (typeof id !== "string" || !/^[\w.:-]+$/.test(id)) {
    restart();
    throw new InvalidInputError("this predictor has no id", {
      place: { file },
      hint: "Give it one of letters, digits, '-', '.', ':' and '_': { id: \"my-method\", … }.",
    });
  }
  return {
    id,
    restart,
    describe: () => ({
      title: text(note.title, id),
      summary: text(note.summary, `From ${file}.`),
      constants: note.constants ?? {},
      source: typeof note.source === "string" ? note.source : null,
    }),
    fit(view, { rng, signal }): FittedPredictor {
      const own = ++fits;
      const fitNow = (): boolean => {
        signal?.throwIfAborted();
        const answer = ask({ ask: "fit", view, seed: rng.seed, stream: rng.stream });
        if (answer.kind !== "fitted") throw unusable(file, answer);
        current = own;
        return answer.converged;
      };
      return {
        converged: fitNow(),
        predict(cells) {
          if (current !== own) fitNow();
          const answer = ask({ ask: "predict", cells: cells.map(({ model, benchmark }) => ({ model, benchmark })) });
          if (answer.kind !== "predicted") throw unusable(file, answer);
          return pluginEstimates(answer.estimates, cells, view);
        },
      };
    },
  };
}

interface Thread {
  /** Null when the thread took too long. */
  ask(question: PluginQuestion): PluginAnswer | null;
  end(): void;
}

function startThread(file: string): Thread {
  const answered = new SharedArrayBuffer(4);
  const count = new Int32Array(answered);
  const { port1, port2 } = new MessageChannel();
  const start: PluginStart = { address: pathToFileURL(file).href, answered, port: port2 };
  const worker = new Worker(new URL(`./plugin-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: start,
    transferList: [port2],
    env: {},
    argv: [],
    // What it prints must not get among our own output.
    stdout: true,
    stderr: true,
  });
  for (const stream of [worker.stdout, worker.stderr])
    stream.on("data", (chunk: Buffer) => process.stderr.write(chunk));
  worker.unref();
  port1.unref();
  return {
    ask(question) {
      const before = Atomics.load(count, 0);
      port1.postMessage(question);
      // Predictors answer at once, by their interface; so this thread sleeps until the other one is done.
      if (Atomics.wait(count, 0, before, patienceMs) === "timed-out") return null;
      const received = receiveMessageOnPort(port1) as { message: PluginAnswer } | undefined;
      return received?.message ?? { kind: "ended" };
    },
    end() {
      port1.close();
      void worker.terminate();
    },
  };
}

function unusable(file: string, answer: PluginAnswer): InvalidInputError {
  const why =
    answer.kind === "failed"
      ? answer.message
      : answer.kind === "ended"
        ? "it ended its thread"
        : `it answered out of turn (${answer.kind})`;
  return new InvalidInputError(`this predictor does not work: ${why}`, { place: { file } });
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}
