import { type Block, captionOf, type ReportDocument, type Table, type Words } from "./document.ts";
import { withoutControls } from "./escape-markup.ts";

export interface MarkdownOptions {
  /** Where the pictures will stand, relative to the file. Default "pictures". */
  pictureFolder?: string;
}

/** A report as Markdown with pipe tables; pictures are links to SVG files, with their text for those who cannot see them. */
export function renderMarkdown(document: ReportDocument, options: MarkdownOptions = {}): string {
  const blocks = (list: readonly Block[]) => list.map((block) => renderBlock(block, document, options));
  const parts = [
    `# ${escapeText(document.title)}`,
    ...(document.simulated ? ["**Simulated answers:** no model was asked."] : []),
    ...blocks(document.lead),
    ...document.sections.flatMap(({ heading, blocks: own }) => [`## ${escapeText(heading)}`, ...blocks(own)]),
    `---\n\n${renderWords(document.footer)}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function renderBlock(block: Block, document: ReportDocument, { pictureFolder = "pictures" }: MarkdownOptions): string {
  switch (block.kind) {
    case "paragraph":
      return renderWords(block.text);
    case "warning":
      return `> **Note:** ${renderWords(block.text)}`;
    case "list":
      return block.items.map((item) => `- ${renderWords(item)}`).join("\n");
    case "table":
      return renderTable(block, captionOf(block, document));
    case "picture": {
      const { name, alt } = block.picture;
      const caption = block.caption === "" ? "" : `\n\n${escapeText(block.caption)}`;
      return `![${escapeText(alt).replace(/(?<!\\)[[\]]/g, "\\$&")}](${pictureFolder}/${name}.svg)${caption}`;
    }
  }
}

function renderTable({ columns, rows }: Table, caption: string): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => escapeText(cell).replaceAll("\n", " ")).join(" | ")} |`;
  const rule = `|${columns.map(({ align }) => (align === "right" ? "---:" : "---")).join("|")}|`;
  return [`*${escapeText(caption)}*`, "", line(columns.map(({ label }) => label)), rule, ...rows.map(line)].join("\n");
}

function renderWords(words: Words): string {
  if (typeof words === "string") return escapeText(words);
  return words
    .map((part) => {
      if (typeof part === "string") return escapeText(part, true);
      return "strong" in part ? `**${escapeText(part.strong)}**` : code(part.code);
    })
    .join("");
}

/** Backticks inside code need a longer fence around it. */
function code(text: string): string {
  const clean = withoutControls(text).replaceAll("\n", " ");
  const fence = "`".repeat(1 + Math.max(0, ...(clean.match(/`+/g) ?? []).map((run) => run.length)));
  return fence.length > 1 ? `${fence} ${clean} ${fence}` : `\`${clean}\``;
}

/**
 * Text in which nothing is markup: names of models may hold underscores, stars, pipes or tags. A closing bracket is left
 * alone where it cannot end a link, so that intervals stay readable; `open` says that more words follow directly.
 */
function escapeText(text: string, open = false): string {
  return withoutControls(text)
    .replace(/[\\`*_<>|~]/g, "\\$&")
    .replace(/\](?=[([:])/g, "\\]")
    .replace(open ? /\]$/ : /(?!)/, "\\]")
    .replace(/\[(?=[\^ xX]\]?)/g, "\\[")
    .replace(/^(\s*)([#+-]|\d+\.)(\s)/, "$1\\$2$3")
    .replaceAll("&", "&amp;");
}
