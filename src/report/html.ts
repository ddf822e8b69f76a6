import { type Block, captionOf, type ReportDocument, type Table, type Words } from "./document.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { paletteVariables, themedSvg } from "./pictures/palette.ts";

/**
 * A report as one HTML file that needs nothing else: pictures and styles stand inline, no script runs, no other host is
 * asked. Follows the reader's choice of light or dark. All words are escaped; pictures come from our own renderer.
 */
export function renderHtml(document: ReportDocument): string {
  const blocks = (list: readonly Block[]) => list.map((block) => renderBlock(block, document)).join("\n");
  const contents = document.sections.map(({ id, heading }) => `<li><a href="#${id}">${escapeMarkup(heading)}</a></li>`);
  const sections = document.sections.map(
    ({ id, heading, blocks: own }) =>
      `<section aria-labelledby="${id}">\n<h2 id="${id}">${escapeMarkup(heading)}</h2>\n${blocks(own)}\n</section>`,
  );
  const banner = document.simulated ? `<p class="simulated">Simulated answers: no model was asked.</p>` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeMarkup(document.title)}</title>
<style>${styles}</style>
</head>
<body>
<main>
<h1>${escapeMarkup(document.title)}</h1>
${banner}
${blocks(document.lead)}
<nav aria-label="Contents"><ol>${contents.join("")}</ol></nav>
${sections.join("\n")}
<footer><p>${renderWords(document.footer)}</p></footer>
</main>
</body>
</html>
`;
}

function renderBlock(block: Block, document: ReportDocument): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${renderWords(block.text)}</p>`;
    case "warning":
      return `<p class="note"><strong>Note:</strong> ${renderWords(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${renderWords(item)}</li>`).join("")}</ul>`;
    case "table":
      return renderTable(block, captionOf(block, document));
    case "picture": {
      const caption = block.caption === "" ? "" : `<figcaption>${escapeMarkup(block.caption)}</figcaption>`;
      return `<figure><div class="scroll picture" tabindex="0">${themedSvg(block.picture.svg).trim()}</div>${caption}</figure>`;
    }
  }
}

function renderTable({ columns, rows }: Table, caption: string): string {
  const cell = (text: string, i: number) => {
    const tag = i === 0 ? "th" : "td";
    const scope = i === 0 ? ' scope="row"' : "";
    const words = i === 0 ? breakable(escapeMarkup(text)) : escapeMarkup(text);
    return `<${tag}${scope}${alignment(columns[i]!.align)}>${words}</${tag}>`;
  };
  const head = columns.map(({ label, align }) => `<th scope="col"${alignment(align)}>${escapeMarkup(label)}</th>`);
  const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`);
  return (
    `<figure><figcaption>${escapeMarkup(caption)}</figcaption><div class="scroll" tabindex="0"><table>` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div></figure>`
  );
}

/** Names of models are long and have no spaces; they may break after their separators. */
function breakable(markup: string): string {
  return markup.replace(/[/\-_:.](?=\w)/g, "$&<wbr>");
}

function alignment(align: "left" | "right"): string {
  return align === "right" ? ' class="n"' : "";
}

function renderWords(words: Words): string {
  if (typeof words === "string") return escapeMarkup(words);
  return words
    .map((part) => {
      if (typeof part === "string") return escapeMarkup(part);
      return "strong" in part
        ? `<strong>${escapeMarkup(part.strong)}</strong>`
        : `<code>${escapeMarkup(part.code)}</code>`;
    })
    .join("");
}

const styles = `
:root{color-scheme:light dark;${paletteVariables("light")};--link:#0057a8}
@media (prefers-color-scheme:dark){:root{${paletteVariables("dark")};--link:#79b8ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}
h2{font-size:1.2rem;margin:2.5rem 0 .75rem;padding-top:.5rem;border-top:1px solid var(--grid)}
p,ul{margin:.75rem 0;max-width:46rem}
li{margin:.35rem 0}
a{color:var(--link)}
code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
strong{font-weight:650}
main>p,li{overflow-wrap:anywhere}
.simulated{border:1px dashed var(--ink);padding:.4rem .75rem;font-weight:650;display:inline-block}
.note{border-left:4px solid var(--gold);background:var(--band);padding:.6rem .9rem}
nav ol{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:.75rem 0;margin:1rem 0;border:solid var(--grid);border-width:1px 0;font-size:.9rem}
nav li{margin:0}
figure{margin:1.25rem 0}
.scroll{overflow-x:auto}
.picture svg{display:block;max-width:100%;min-width:38rem;height:auto}
figcaption{color:var(--muted);font-size:.875rem;max-width:46rem;padding:.25rem 0 .4rem}
table{border-collapse:collapse;font-size:.875rem;line-height:1.35}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top}
thead th{border-bottom:2px solid var(--muted);vertical-align:bottom}
tbody th{font-weight:500;min-width:8rem;overflow-wrap:break-word}
.n{text-align:right;font-variant-numeric:tabular-nums}
footer{margin-top:3rem;border-top:1px solid var(--grid);color:var(--muted);font-size:.875rem}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
@media print{body{font-size:11pt}.scroll{overflow:visible}.picture svg{min-width:0}}
`;
