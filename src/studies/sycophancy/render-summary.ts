import { picturesOf } from "../../report/document.ts";
import { renderHtml } from "../../report/html.ts";
import { renderMarkdown } from "../../report/markdown.ts";
import { pictureFiles } from "../../report/picture-files.ts";
import { toDisk } from "../../schema/codec.ts";
import { reportDocument } from "./report/report-document.ts";
import { summaryCsv } from "./summary-csv.ts";
import { type SycophancySummary, sycophancySummary } from "./sycophancy-summary.ts";

/** Name within the report's folder, and content. */
export type ReportFiles = Record<string, string | Uint8Array>;

/**
 * Every file of a report: `summary.csv`, `report.json`, `report.md`, `report.html`, and each picture under `pictures/` as
 * SVG, PNG and the data behind it as CSV. The same summary gives the same bytes.
 */
export function renderSummary(summary: SycophancySummary, options: { png?: boolean } = {}): ReportFiles {
  const document = reportDocument(summary);
  return {
    "summary.csv": summaryCsv(summary),
    "report.json": `${JSON.stringify(toDisk(sycophancySummary, summary), null, 1)}\n`,
    "report.md": renderMarkdown(document),
    "report.html": renderHtml(document),
    ...pictureFiles(picturesOf(document), options),
  };
}
