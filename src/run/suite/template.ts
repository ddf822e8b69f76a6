import type { ErrorPlace } from "../../errors/assay-error.ts";
import { InvalidInputError } from "../../errors/input-errors.ts";

/** `{{name}}`, `{{name.code}}` and `{{#name}}…{{/name}}`, and the text between them. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly name: string; readonly code: boolean; readonly place: ErrorPlace }
  | {
      readonly kind: "section";
      readonly name: string;
      readonly parts: readonly TemplatePart[];
      readonly place: ErrorPlace;
    };

export interface Template {
  readonly parts: readonly TemplatePart[];
  readonly place: ErrorPlace;
}

/** What stands behind a name: its words and its code. null: not there. */
export interface TemplateValue {
  readonly label: string;
  readonly code: string;
}

const tag = /\{\{([^{}\n]*)\}\}/g;
const tagBody = /^([#/]?)\s*([a-z][a-z0-9_]*)(\.code)?$/i;

/** Reads a template. `place.line` is the line its first character stands on; faults name the line of their tag. */
export function parseTemplate(text: string, place: ErrorPlace): Template {
  const root: TemplatePart[] = [];
  const open: { name: string; outer: TemplatePart[]; place: ErrorPlace }[] = [];
  let current = root;
  let end = 0;
  const placeOf = (offset: number): ErrorPlace => ({ ...place, line: (place.line ?? 1) + countLines(text, offset) });
  const addText = (until: number) => {
    const between = text.slice(end, until);
    const stray = between.indexOf("{{");
    if (stray !== -1) throw fault('"{{" begins no tag', placeOf(end + stray), "A tag is {{name}}, on one line.");
    if (between !== "") current.push({ kind: "text", text: between });
  };

  for (const found of text.matchAll(tag)) {
    addText(found.index);
    end = found.index + found[0].length;
    const at = placeOf(found.index);
    const [, mark, name, code] = tagBody.exec(found[1]!.trim()) ?? [];
    if (name === undefined || (mark !== "" && code !== undefined)) {
      throw fault(`${found[0]} is no template tag`, at, "Use {{factor}}, {{factor.code}} or {{#factor}}…{{/factor}}.");
    }
    if (mark === "#") {
      open.push({ name, outer: current, place: at });
      current = [];
    } else if (mark === "/") {
      const section = open.pop();
      if (section === undefined) throw fault(`{{/${name}}} closes nothing`, at, `Open it with {{#${name}}}.`);
      if (section.name !== name)
        throw fault(`{{/${name}}} closes {{#${section.name}}}`, at, "Close the inner one first.");
      section.outer.push({ kind: "section", name, parts: current, place: section.place });
      current = section.outer;
    } else current.push({ kind: "value", name, code: code !== undefined, place: at });
  }
  addText(text.length);
  const unclosed = open.pop();
  if (unclosed !== undefined) {
    throw fault(`{{#${unclosed.name}}} is never closed`, unclosed.place, `Add {{/${unclosed.name}}}.`);
  }
  return { parts: root, place };
}

/** The text, with every tag replaced. A section is left out when its value is absent or has no words. */
export function renderTemplate(parts: readonly TemplatePart[], lookUp: (name: string) => TemplateValue | null): string {
  let text = "";
  for (const part of parts) {
    if (part.kind === "text") {
      text += part.text;
      continue;
    }
    const value = lookUp(part.name);
    if (part.kind === "section") {
      if (value !== null && value.label !== "") text += renderTemplate(part.parts, lookUp);
    } else if (value === null) {
      throw fault(
        `{{${part.name}}} has no value in at least one scenario`,
        part.place,
        `Put it inside {{#${part.name}}}…{{/${part.name}}}.`,
      );
    } else text += part.code ? value.code : value.label;
  }
  return text;
}

/** Every tag of a template that names something, sections and what is in them included. */
export function* tagsOf(parts: readonly TemplatePart[]): Generator<Exclude<TemplatePart, { kind: "text" }>> {
  for (const part of parts) {
    if (part.kind === "text") continue;
    yield part;
    if (part.kind === "section") yield* tagsOf(part.parts);
  }
}

function countLines(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

function fault(message: string, place: ErrorPlace, hint: string): InvalidInputError {
  return new InvalidInputError(message, { place, hint });
}
