/** Chat models: the interface, the providers that come with Assay, and the set that shares their sockets and files. */

export { compatibleProvider } from "./compatible/compatible-provider.ts";
export * from "./provider.ts";
export { providerNames, providerSet } from "./registry.ts";
export { replayProvider } from "./replay/replay-provider.ts";
export { simulatedProvider } from "./simulated/simulated-provider.ts";
