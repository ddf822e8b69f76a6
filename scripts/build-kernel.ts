import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assembleModule } from "./build-kernel-assembler.ts";
import { jacobiFunctions } from "./build-kernel-jacobi.ts";
import { packFunctions } from "./build-kernel-pack.ts";
import { reflectionFunctions } from "./build-kernel-reflections.ts";
import { symmetricFunctions } from "./build-kernel-symmetric.ts";
import { tileFunctions } from "./build-kernel-tiles.ts";

const target = fileURLToPath(new URL("../src/linalg/kernel/kernel-module.ts", import.meta.url));

/** The text of `src/linalg/kernel/kernel-module.ts`, the same on every machine. */
export function kernelModuleText(): string {
  const bytes = assembleModule([
    ...tileFunctions,
    ...packFunctions,
    ...reflectionFunctions,
    ...jacobiFunctions,
    ...symmetricFunctions,
  ]);
  return [
    "// Written by `node scripts/build-kernel.ts`; change scripts/build-kernel-*.ts instead.",
    `/** A WebAssembly module of ${bytes.length} bytes, in base64. */`,
    "export const kernelModule =",
    `  "${Buffer.from(bytes).toString("base64")}";`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, kernelModuleText());
