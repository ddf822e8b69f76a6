import { plainText } from "../plain-text.ts";
import type { Check } from "./check.ts";

/** One line a check, and under what is not ok what to do about it. */
export function renderChecks(checks: readonly Check[], exitCode: number, width: number): string {
  const names = Math.max(...checks.map((check) => check.id.length));
  const words = Math.max(...checks.map((check) => wordOf(check).length));
  const indent = names + words + 4;
  const lines = checks.flatMap((check) => {
    const head = `${check.id.padEnd(names)}  ${wordOf(check).padEnd(words)}  `;
    const found = folded(plainText(check.found), width - indent);
    const next = check.next === null ? [] : folded(`→ ${check.next}`, width - indent);
    return [...found, ...next].map((line, i) => (i === 0 ? head : " ".repeat(indent)) + line);
  });
  const end =
    exitCode === 0
      ? "Nothing that is needed here is missing."
      : "Something that is needed here is missing: see MISSING.";
  return `${lines.join("\n")}\n\n${end}\n`;
}

function wordOf(check: Check): string {
  if (check.status === "ok") return "ok";
  return check.needed ? "MISSING" : check.status === "absent" ? "absent" : "faulty";
}

/** Broken at spaces into lines of at most `width`; a longer word stands on a line of its own, whole. */
function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > Math.max(20, width)) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
