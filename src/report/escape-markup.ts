/** Text as content or attribute value of HTML, SVG and XML. Control characters, which no markup may hold, are left out. */
export function escapeMarkup(text: string): string {
  return withoutControls(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Text without what XML 1.0 cannot hold: control characters but tab and line ends, and halves of surrogate pairs. */
export function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, "").toWellFormed();
}
