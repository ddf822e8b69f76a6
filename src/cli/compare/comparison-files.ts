import { picturesOf } from "../../report/document.ts";
import { renderMarkdown } from "../../report/markdown.ts";
import { pictureFiles } from "../../report/picture-files.ts";
import { documentText } from "../../schema/document.ts";
import { type Comparison, comparisonKind } from "../../schema/report/comparison.ts";
import { comparisonDocument } from "./comparison-document.ts";
import { comparisonPictures, type DrawnEvidence } from "./comparison-pictures.ts";

/** Every file of a comparison's folder by name: the record, the words, the pictures as SVG, PNG and data. */
export function comparisonFiles(comparison: Comparison, drawn: DrawnEvidence): Record<string, string | Uint8Array> {
  const document = comparisonDocument(comparison, comparisonPictures(comparison, drawn));
  return {
    "comparison.json": documentText(comparisonKind, comparison),
    "comparison.md": renderMarkdown(document),
    ...pictureFiles(picturesOf(document)),
  };
}
