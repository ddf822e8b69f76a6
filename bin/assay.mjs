#!/usr/bin/env -S node --max-semi-space-size=2 --
// A small young generation keeps thousands of calls in flight under 160 MB; it costs no measurable time.
// Plain JavaScript that any Node can parse, so that an old one gets a sentence instead of a syntax error.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `assay needs Node 22.18 or newer; this is Node ${process.versions.node}. Install a newer Node, or run it through npm in a checkout.`,
  );
  process.exit(2);
}
// Compiled code is kept between starts, in the system's folder for temporary files.
(await import("node:module")).enableCompileCache?.();
const { existsSync } = await import("node:fs");
const built = new URL("../dist/cli/main.js", import.meta.url);
await import(existsSync(built) ? built.href : new URL("../src/cli/main.ts", import.meta.url).href);
