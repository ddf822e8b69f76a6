/** Ways to choose probes. */
export const selectionMethods = ["greedy", "exhaustive", "correlation", "variance", "coverage", "random"] as const;
export type SelectionMethod = (typeof selectionMethods)[number];
