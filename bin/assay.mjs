#!/usr/bin/env -S node --max-semi-space-size=2 --
// A small young generation keeps thousands of calls in flight under 160 MB; it costs no measurable time.
// Plain JavaScript that any Node can parse, so that an old one gets a sentence instead of a syntax error.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  const { existsSync } = await import("node:fs");
  const { fileURLToPath } = await import("node:url");
  // In a checkout, npm ci has brought a Node that is new enough.
  const own = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
  if (!existsSync(own)) {
    console.error(
      `assay needs Node 22.18 or newer; this is Node ${process.versions.node}. Install a newer Node, or run npm ci in a checkout.`,
    );
    process.exit(2);
  }
  const { spawn } = await import("node:child_process");
  const flags = ["--max-semi-space-size=2", "--", fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(own, flags, { stdio: "inherit" });
  // A terminal sends Ctrl-C to both; the child decides what it means.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const code = await new Promise((resolve) => child.on("exit", (status) => resolve(status ?? 130)));
  process.exit(code);
}
// Compiled code is kept between starts, in the system's folder for temporary files.
(await import("node:module")).enableCompileCache?.();
const { existsSync } = await import("node:fs");
const built = new URL("../dist/cli/main.js", import.meta.url);
await import(existsSync(built) ? built.href : new URL("../src/cli/main.ts", import.meta.url).href);
