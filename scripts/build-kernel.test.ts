import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kernelModuleText } from "./build-kernel.ts";

describe("the WASM kernel", () => {
  it("in the repository is what its source builds, byte for byte", () => {
    const committed = readFileSync(new URL("../src/linalg/kernel/kernel-module.ts", import.meta.url), "utf8");
    expect(committed).toBe(kernelModuleText());
  });
});
