import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { InvalidInputError } from "../../errors/input-errors.ts";

/** The parts of node-llama-cpp that are used here. */
export interface LlamaPackage {
  getLlama(options: object): Promise<Llama>;
  readonly LlamaLogLevel: { readonly error: unknown };
  readonly LlamaChatSession: new (options: { contextSequence: LlamaSequence }) => LlamaSession;
}

interface Llama {
  loadModel(options: { modelPath: string; gpuLayers?: number }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: object): Promise<object>;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  tokenize(text: string): readonly unknown[];
  createContext(options: {
    sequences: number;
    contextSize?: number;
    threads?: number;
    batchSize?: number;
  }): Promise<LlamaContext>;
}

export interface LlamaContext {
  readonly contextSize: number;
  getSequence(): LlamaSequence;
}

export interface LlamaSequence {
  readonly tokenMeter: {
    getState(): object;
    diff(state: object): { usedInputTokens: number; usedOutputTokens: number };
  };
  clearHistory(): Promise<void>;
}

export type LlamaHistory = (
  | { readonly type: "system" | "user"; readonly text: string }
  | { readonly type: "model"; readonly response: readonly string[] }
)[];

interface LlamaSession {
  setChatHistory(history: LlamaHistory): void;
  promptWithMeta(
    prompt: string,
    options: Record<string, unknown>,
  ): Promise<{ readonly responseText: string; readonly stopReason: string }>;
  dispose(options?: { disposeSequence?: boolean }): void;
}

export type LoadedLlama = Llama;

const packageName = "node-llama-cpp";

/** Where the package is, seen from the folders given or from here; refuses with what to type where it is not. */
export function findLlamaPackage(folders: readonly string[]): string {
  const places = [...folders.map((folder) => join(folder, "package.json")), import.meta.url];
  for (const place of places) {
    const require = createRequire(place);
    // The package has no entry for require; its folder is found by a file that it publishes.
    const found = require.resolve.paths(packageName)?.map((path) => join(path, packageName)) ?? [];
    for (const folder of found) {
      try {
        const manifest = require(join(folder, "package.json")) as { exports?: { "."?: { import?: string } } };
        return pathToFileURL(join(folder, manifest.exports?.["."]?.import ?? "dist/index.js")).href;
      } catch {
        // Not in this folder.
      }
    }
  }
  throw new InvalidInputError(`provider "llama" needs the package ${packageName}, which is not installed`, {
    hint: `Add it with: npm install ${packageName}`,
  });
}

/** Imports the package, on the first call to a local model. */
export async function loadLlamaPackage(url: string): Promise<LlamaPackage> {
  return (await import(url)) as LlamaPackage;
}
