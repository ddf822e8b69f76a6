import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { picturesOf, type ReportDocument } from "./document.ts";
import { renderHtml } from "./html.ts";
import { renderMarkdown } from "./markdown.ts";
import { forestPlot } from "./pictures/forest-plot.ts";

const hostile = `<img src=x onerror=alert(1)> **bold** | \`code\` _a_ [l](http://x) \u001b[31m`;
const picture = forestPlot({
  name: "forest",
  title: "Effects",
  alt: `Effects of ${hostile}`,
  axisLabel: "S",
  names: { interval: "interval" },
  rows: [{ label: hostile, value: 0.1, interval: [0, 0.2] }],
  simulated: true,
});
const report: ReportDocument = {
  title: `A report about ${hostile}`,
  lead: [{ kind: "paragraph", text: [{ strong: hostile }, ": fine. ", { code: hostile }] }],
  sections: [
    {
      id: "effects",
      heading: "Effects",
      blocks: [
        { kind: "picture", picture, caption: hostile },
        { kind: "warning", text: hostile },
        { kind: "list", items: [hostile, "- not a list"] },
        {
          kind: "table",
          caption: "Numbers",
          columns: [
            { label: "model", align: "left" },
            { label: "S", align: "right" },
          ],
          rows: [[hostile, "−0.10"]],
        },
      ],
    },
  ],
  footer: "Made by a test.",
  simulated: true,
};

describe("renderHtml", () => {
  const html = renderHtml(report);
  const { document } = parseHTML(html);

  test("needs no script and no other file", () => {
    expect(document.querySelectorAll("script, img, link, iframe, object")).toHaveLength(0);
    expect(html).not.toMatch(/(?:src|href)="(?!#)/);
    expect(html).not.toMatch(/url\((?!#)/);
    expect(html).toContain("default-src 'none'");
  });

  test("shows hostile text as text", () => {
    expect(document.querySelector("h1")?.textContent).toContain("<img src=x onerror=alert(1)>");
    expect(html).not.toContain("\u001b");
  });

  test("says that the answers were simulated at the top, in tables and in pictures", () => {
    expect(document.querySelector(".simulated")).not.toBeNull();
    expect([...document.querySelectorAll("figcaption")].map(({ textContent }) => textContent)).toContain(
      "Numbers (simulated)",
    );
    expect(document.querySelector("svg")?.textContent).toContain("simulated");
  });

  test("names every table, picture and section for those who listen", () => {
    expect(document.querySelector("svg")?.getAttribute("role")).toBe("img");
    expect(document.querySelector("svg")?.getAttribute("aria-label")).toContain("Effects of");
    expect(document.querySelector("html")?.getAttribute("lang")).toBe("en");
    for (const link of document.querySelectorAll("nav a")) {
      expect(document.querySelector(link.getAttribute("href")!)).not.toBeNull();
    }
  });

  test("is the same bytes each time", () => {
    expect(renderHtml(report)).toBe(html);
  });
});

describe("renderMarkdown", () => {
  const markdown = renderMarkdown(report);

  test("escapes what Markdown and HTML would read as markup", () => {
    expect(markdown).toContain("\\<img src=x onerror=alert(1)\\>");
    const withoutCode = markdown.replace(/``.*?``/g, "");
    expect(withoutCode).not.toMatch(/(?<!\\)<img/);
    expect(withoutCode).not.toMatch(/(?<!\\)\[l\]/);
    expect(markdown).toContain("- \\- not a list");
  });

  test("keeps a table's cells apart", () => {
    const row = markdown.split("\n").find((line) => line.endsWith("| −0.10 |"))!;
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(3);
  });

  test("links pictures with their text", () => {
    expect(markdown).toMatch(/!\[Effects of .*\]\(pictures\/forest\.svg\)/);
    expect(renderMarkdown(report, { pictureFolder: "p" })).toContain("(p/forest.svg)");
  });

  test("says that the answers were simulated", () => {
    expect(markdown).toContain("**Simulated answers:**");
    expect(markdown).toContain("*Numbers (simulated)*");
  });
});

test("a report knows its pictures", () => {
  expect(picturesOf(report)).toEqual([picture]);
});
