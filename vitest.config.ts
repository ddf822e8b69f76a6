import { defineConfig } from "vitest/config";

/** Tests that change process state or own files, sockets and child processes run isolated; the rest share threads. */
const pureRooms = ["errors", "schema", "stats", "linalg", "compare", "report", "score"];
const pure = pureRooms.map((room) => `src/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      { test: { name: "pure", include: pure, exclude: ["**/*.slow.test.ts"], pool: "threads", isolate: false } },
      {
        test: {
          name: "process",
          include: ["src/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: [...pure, "**/*.slow.test.ts"],
          pool: "forks",
          testTimeout: 30_000,
        },
      },
      { test: { name: "slow", include: ["src/**/*.slow.test.ts"], pool: "forks", testTimeout: 600_000 } },
    ],
  },
});
