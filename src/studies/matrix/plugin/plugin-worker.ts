/**
 * The thread in which another's predictor runs. It is sent a copy of a view and asked for cells, and has nothing else of
 * the evaluation: no table, no truth, no flags, no environment.
 */
import { workerData } from "node:worker_threads";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import type { FittedPredictor, Predictor } from "../predictor.ts";
import type { PluginAnswer, PluginQuestion, PluginStart } from "./plugin-messages.ts";

const { address, answered, port } = workerData as PluginStart;
const count = new Int32Array(answered);
let predictor: Promise<Predictor> | null = null;
let fitted: FittedPredictor | null = null;

function reply(answer: PluginAnswer): void {
  try {
    port.postMessage(answer);
  } catch (cause) {
    port.postMessage({ kind: "failed", message: `its answer cannot be sent: ${messageOf(cause)}` });
  }
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
}

port.on("message", async (question: PluginQuestion) => {
  try {
    reply(await answerTo(question));
  } catch (cause) {
    reply({ kind: "failed", message: messageOf(cause) });
  }
});
process.on("exit", () => reply({ kind: "ended" }));

async function answerTo(question: PluginQuestion): Promise<PluginAnswer> {
  predictor ??= load();
  const own = await predictor;
  switch (question.ask) {
    case "describe": {
      const note = typeof own.describe === "function" ? await own.describe() : {};
      return { kind: "described", id: own.id, note };
    }
    case "fit": {
      fitted = null;
      // Methods of another's predictor may be asynchronous; awaiting what is not a promise does no harm.
      fitted = await own.fit(question.view, { rng: rngStream(question.seed, ...question.stream) });
      return { kind: "fitted", converged: fitted.converged !== false };
    }
    case "predict":
      if (fitted === null) throw new Error("asked for cells before it was fitted");
      return { kind: "predicted", estimates: await fitted.predict(question.cells) };
  }
}

async function load(): Promise<Predictor> {
  const { default: exported } = (await import(address)) as { default?: unknown };
  const made = typeof exported === "function" ? await exported() : exported;
  if (typeof made !== "object" || made === null || typeof (made as Predictor).fit !== "function") {
    throw new Error("its default export is neither a predictor nor a function that returns one");
  }
  return made as Predictor;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
