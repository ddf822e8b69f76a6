import { kernelModule } from "./kernel-module.ts";

/** The exports of the module; addresses and strides in bytes, counts in doubles. Sources: scripts/build-kernel-*.ts. */
interface KernelFunctions {
  addTiles(a: number, b: number, c: number, depth: number, high: number, wide: number, shift: number): void;
  subtractTiles(a: number, b: number, c: number, depth: number, high: number, wide: number, shift: number): void;
  packColumns(from: number, stride: number, to: number, depth: number, groups: number): void;
  packRows(from: number, stride: number, to: number, depth: number, groups: number): void;
  applyReflector(v: number, count: number, beta: number, target: number, stride: number, width: number): void;
  foldRows(r: number, cols: number, stride: number, block: number, high: number, v: number, negligible: number): void;
  jacobiSweep(x: number, rows: number, cols: number, stride: number, squares: number, tolerance2: number): number;
  reduceStep(a: number, stride: number, count: number, v: number, beta: number, w: number): void;
  rotateRows(p: number, q: number, count: number, c: number, s: number): void;
}

export interface Kernel extends KernelFunctions {
  /**
   * The kernel's memory as doubles, at least `count` of them, holding whatever the last user left; null when that is
   * more than it keeps. It belongs to the caller until it calls something else of linalg.
   */
  readonly memory: (count: number) => Float64Array | null;
}

/** 32 MB. Larger work takes the plain path, or comes in blocks. */
const mostDoubles = 2 ** 22;
const pageDoubles = 2 ** 13;

let found: Kernel | null | undefined;
let wanted = true;

/** The WASM kernel, compiled on first use (6 kB); null where there is no WebAssembly with SIMD, or it was turned off. */
export function kernel(): Kernel | null {
  if (!wanted) return null;
  if (found === undefined) found = load();
  return found;
}

/**
 * Turns the WASM kernel off or on; it is on to begin with. Results have the same bits either way, only speed differs:
 * for pages whose policy forbids WebAssembly, and for whoever wants to see for themselves.
 */
export function useKernel(on: boolean): void {
  wanted = on;
}

/** What this file needs of WebAssembly; declared here, because the language's own library has no types for it. */
interface WebAssemblyHost {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

function load(): Kernel | null {
  const host = (globalThis as { readonly WebAssembly?: WebAssemblyHost }).WebAssembly;
  if (host === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(kernelModule), (character) => character.charCodeAt(0));
    const { exports } = new host.Instance(new host.Module(bytes));
    const functions = exports as KernelFunctions & { readonly memory: KernelMemory };
    return { ...functions, memory: (count) => doubles(functions.memory, count) };
  } catch {
    return null; // No SIMD, or a page's policy forbids compiling; the plain path gives the same bits.
  }
}

let view = new Float64Array(0);

function doubles(memory: KernelMemory, count: number): Float64Array | null {
  if (count > mostDoubles) return null;
  if (view.length >= count) return view;
  const missing = Math.ceil((count - memory.buffer.byteLength / 8) / pageDoubles);
  try {
    if (missing > 0) memory.grow(missing);
  } catch {
    return null; // The machine has no more memory to give.
  }
  view = new Float64Array(memory.buffer);
  return view;
}
