import { picturesOf } from "../../../report/document.ts";
import { renderHtml } from "../../../report/html.ts";
import { renderMarkdown } from "../../../report/markdown.ts";
import { pictureFiles } from "../../../report/picture-files.ts";
import { evaluationDocument } from "./evaluation-document.ts";

/** `evaluation.md`, the same as `report.html`, and its pictures. */
export function evaluationFiles(...parts: Parameters<typeof evaluationDocument>): Record<string, string | Uint8Array> {
  const document = evaluationDocument(...parts);
  return {
    "evaluation.md": renderMarkdown(document),
    "report.html": renderHtml(document),
    ...pictureFiles(picturesOf(document)),
  };
}
