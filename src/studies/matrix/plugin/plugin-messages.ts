import type { MessagePort } from "node:worker_threads";
import type { Cell, MaskedView } from "../masked-view.ts";
import type { MethodNote } from "../predictor.ts";

/** What the worker is started with. */
export interface PluginStart {
  /** Address of the module, as `import` takes it. */
  readonly address: string;
  /** One 32-bit word; each answer adds 1 and wakes the main thread, which waits for it. */
  readonly answered: SharedArrayBuffer;
  /** Questions come in and answers go out here. */
  readonly port: MessagePort;
}

export type PluginQuestion =
  | { readonly ask: "describe" }
  | {
      readonly ask: "fit";
      readonly view: MaskedView;
      readonly seed: number | string;
      readonly stream: readonly string[];
    }
  | { readonly ask: "predict"; readonly cells: readonly Cell[] };

/** Of another's code: its parts are looked at before they are believed. */
export type PluginAnswer =
  | { readonly kind: "described"; readonly id: unknown; readonly note: Partial<MethodNote> }
  | { readonly kind: "fitted"; readonly converged: boolean }
  | { readonly kind: "predicted"; readonly estimates: unknown }
  | { readonly kind: "failed"; readonly message: string }
  /** The thread is gone, by the predictor's own doing. */
  | { readonly kind: "ended" };
