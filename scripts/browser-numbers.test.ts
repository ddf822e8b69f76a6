import { type Browser, chromium } from "playwright-core";
import { build, type Rollup } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as linalg from "../src/linalg/index.ts";
import * as stats from "../src/stats/index.ts";
import { findBrowser } from "./find-browser.ts";

const executablePath = findBrowser();
const root = new URL("..", import.meta.url).pathname;
const entry = `${root}numbers-of-a-page.js`;

/** Both rooms as one script of a page, which hangs them on `rooms`. */
async function bundleRooms(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    root,
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) =>
          id === entry
            ? 'import * as stats from "./src/stats/index.ts"; import * as linalg from "./src/linalg/index.ts"; globalThis.rooms = { stats, linalg };'
            : null,
      },
    ],
    build: { write: false, modulePreload: false, rolldownOptions: { input: entry } },
  });
  const [output] = (Array.isArray(built) ? built : [built]) as Rollup.RollupOutput[];
  return output!.output.map((part) => ("code" in part ? part.code : "")).join("\n");
}

/**
 * Intervals by resampling and a full SVD, every double as its 64 bits. Arithmetic and √ alone: their bits are the same
 * everywhere, those of exp and log belong to the engine. Runs as text in a page too.
 */
function exactNumbers(rooms: { stats: typeof stats; linalg: typeof linalg }, withKernel: boolean) {
  const rng = rooms.stats.rngStream(1, "page");
  const x = Array.from({ length: 15 }, () => rng.float() ** 2);
  const studentised = rooms.stats.studentizedBootstrap(x, { rng: rng.fork("resamples"), resamples: 2000 });
  const cells = Float64Array.from({ length: 60 * 40 }, () => rng.float() - 0.5);
  rooms.linalg.useKernel(withKernel);
  const { u, singularValues, v } = rooms.linalg.svd(rooms.linalg.matrix(60, 40, cells));
  rooms.linalg.useKernel(true);
  const bits = (numbers: ArrayLike<number>) =>
    Array.from(new BigUint64Array(Float64Array.from(numbers).buffer), (word) => word.toString(16));
  const { value, se, ci } = studentised;
  return [[value!, se!, ci!.low!, ci!.high!], u.data, singularValues, v.data].map(bits);
}

/** What takes exp, log and normal quantiles: the same to rounding. */
function roundedNumbers(rooms: { stats: typeof stats }) {
  const rng = rooms.stats.rngStream(1, "page");
  const x = Array.from({ length: 30 }, () => Math.exp(rng.normal()));
  const { ci } = rooms.stats.bootstrapMean(x, { rng: rng.fork("resamples"), resamples: 2000, method: "bca" });
  return [
    ci!.low!,
    ci!.high!,
    rooms.stats.welch(x.slice(0, 12), x.slice(12)).test.p!,
    rooms.stats.tango(12, 4, 60).ci!.low!,
  ];
}

describe.skipIf(executablePath === null)("statistics and linear algebra in a real browser", () => {
  let browser: Browser;
  let code: string;
  beforeAll(async () => {
    code = await bundleRooms();
    browser = await chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox", "--disable-gpu"] });
  }, 60_000);
  afterAll(() => browser?.close());

  test.each([
    ["compile the kernel at once", "", true],
    ["do without where a policy forbids WebAssembly", "script-src 'unsafe-inline'", false],
  ])("%s, and give Node's numbers with and without it", async (_, policy, compiles) => {
    const tab = await browser.newPage();
    const told: string[] = [];
    tab.on("pageerror", (error) => told.push(error.message));
    await tab.addInitScript(`
      globalThis.compiled = 0;
      const { Instance } = WebAssembly;
      WebAssembly.Instance = class { constructor(...given) { const made = new Instance(...given); compiled++; return made; } };`);
    const meta = policy && `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
    await tab.route("http://page.test/", (route) =>
      route.fulfill({ contentType: "text/html", body: `<!doctype html>${meta}<script type="module">${code}</script>` }),
    );
    await tab.goto("http://page.test/");
    for (const withKernel of [true, false]) {
      const there = (await tab.evaluate(`(${exactNumbers})(rooms, ${withKernel})`)) as string[][];
      const here = exactNumbers({ stats, linalg }, withKernel);
      expect(there.map((words) => words.length)).toEqual([4, 3600, 40, 1600]);
      expect(there.flat().filter((word, i) => word !== here.flat()[i])).toEqual([]);
    }
    const rounded = (await tab.evaluate(`(${roundedNumbers})(rooms)`)) as number[];
    const expected = roundedNumbers({ stats });
    expect(rounded.map((value, i) => Math.abs(value / expected[i]! - 1) < 1e-12)).toEqual(expected.map(() => true));
    expect(await tab.evaluate("compiled")).toBe(compiles ? 1 : 0);
    expect(told).toEqual([]);
    await tab.close();
  });
});
