import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrowser } from "../../scripts/find-browser.ts";
import { renderSummary } from "../studies/sycophancy/render-summary.ts";
import { summarise } from "../studies/sycophancy/summarise.ts";
import { openSummarySource } from "../studies/sycophancy/summary-source.ts";
import { writeReport } from "./write-report.ts";

const executablePath = findBrowser();
const examples = new URL("../../examples/sycophancy/", import.meta.url).pathname;

describe.skipIf(executablePath === null)("the report's page in a real browser", () => {
  let browser: Browser;
  let folder: string;
  let page: string;
  beforeAll(async () => {
    const source = await openSummarySource(examples, ["run_scored.jsonl"]);
    const hostile = source.rows.map((row, i) => ({
      ...row,
      modelId: i % 2 === 0 ? '<img src=x onerror="window.hit=1">' : row.modelId,
    }));
    folder = mkdtempSync(join(tmpdir(), "assay-page-"));
    const files = renderSummary(summarise(hostile, { ...source.known, resamples: 500, permutations: 500 }), {
      png: false,
    });
    page = pathToFileURL(join(await writeReport(folder, files), "report.html")).href;
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (options: { width: number; colorScheme: "light" | "dark" }) => {
    const context = await browser.newContext({
      viewport: { width: options.width, height: 900 },
      colorScheme: options.colorScheme,
    });
    const tab = await context.newPage();
    const told: string[] = [];
    const asked: string[] = [];
    tab.on("console", (message) => told.push(message.text()));
    tab.on("pageerror", (error) => told.push(error.message));
    tab.on("request", (request) => asked.push(request.url()));
    await tab.goto(page);
    return { tab, told, asked };
  };

  test.each([
    [1200, "light"],
    [1200, "dark"],
    [400, "light"],
  ] as const)(
    "at %i pixels, %s: no error, no request but its own file, all pictures drawn, nothing wider than the page",
    async (width, colorScheme) => {
      const { tab, told, asked } = await open({ width, colorScheme });
      expect(told).toEqual([]);
      expect(asked).toEqual([page]);
      expect(await tab.locator("svg").count()).toBeGreaterThanOrEqual(6);
      const empty = await tab
        .locator("svg")
        .evaluateAll((pictures) => pictures.filter((one) => one.getBoundingClientRect().height < 40).length);
      expect(empty).toBe(0);
      expect(await tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")).toBe(true);
    },
  );

  test("a model's name that is markup is shown as text", async () => {
    const { tab } = await open({ width: 1200, colorScheme: "light" });
    expect(await tab.evaluate("window.hit")).toBeUndefined();
    expect(await tab.locator("img").count()).toBe(0);
    expect(await tab.getByText('<img src=x onerror="window.hit=1">').count()).toBeGreaterThan(0);
  });
});
