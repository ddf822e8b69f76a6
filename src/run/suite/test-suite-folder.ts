import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** For tests: a folder with a suite and its files, in the system's temporary folder. */
export function suiteFolder(suite: string, files: Readonly<Record<string, string>> = {}, name = "suite.yaml"): string {
  const folder = mkdtempSync(join(tmpdir(), "assay-suite-"));
  writeFileSync(join(folder, name), suite);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** A small suite of views; `change` replaces parts of its text. */
export function smallSuite(change: Readonly<Record<string, string>> = {}): string {
  let text = smallText;
  for (const [from, to] of Object.entries(change)) {
    if (!text.includes(from)) throw new Error(`the small suite has no ${JSON.stringify(from)}`);
    text = text.replace(from, to);
  }
  return text;
}

const smallText = `schema: assay/suite@1
id: small
version: 3
kind: views
factors:
  amount: [50, 200]
  reason: { levels: [cost_rise, time], labels: { cost_rise: dearer heating, time: the passing of time } }
  mood: { levels: [plain, upset], default: [plain], labels: { plain: "", upset: I am upset. } }
derive:
  size: [{ when: { amount: 50 }, is: small_rise, label: small }, { is: large_rise, label: large }]
views:
  - { id: owner, role: a, template: owner.md }
  - { id: lodger, role: b, template: "I am the lodger. {{amount}} more for {{reason}}, a {{size}} rise. {{mood}} Fair?" }
  - { id: friend, role: none, template: "I am a friend. {{amount}} more for {{reason}}, a {{size}} rise. {{mood}} Fair?" }
axis: { low: pro-lodger, high: pro-owner }
messages:
  - { role: system, content: Be brief. }
  - { role: user, content: "{{view}}" }
`;

export const ownerText =
  "I am the owner.\n{{amount}} more for {{reason}}, a {{size}} rise.{{#mood}} {{mood}}{{/mood}} Fair?\n";
