/// <reference lib="esnext.collection" />
import type { JsonPath } from "../../schema/json-path.ts";
import type { CasesSuite } from "../../schema/run/suite.ts";
import type { FaultList } from "./faults.ts";
import { parseTemplate, type TemplatePart, tagsOf } from "./template.ts";
import type { MessageTemplate, ReadTemplate } from "./wording.ts";

/** The wording of a suite of cases. */
export interface CompiledCases {
  readonly messages: readonly MessageTemplate[];
  readonly turns: readonly (readonly TemplatePart[])[] | null;
  /** Columns the templates need, beside `input`. */
  readonly required: readonly string[];
  /** Columns the templates show where a case has them. */
  readonly optional: readonly string[];
}

/** Reads and checks the templates of a suite of cases. Which columns there are shows only when the data is opened. */
export function compileCases(suite: CasesSuite, read: ReadTemplate, faults: FaultList): CompiledCases {
  const partsOf = (value: string, path: JsonPath): readonly TemplatePart[] => {
    const parsed = faults.attempt(() => {
      const { text, place } = read(value, path);
      return parseTemplate(text, place);
    });
    return parsed?.parts ?? [];
  };
  const messages = suite.messages.map(({ role, content }, i) => ({
    role,
    parts: partsOf(content, ["messages", i, "content"]),
  }));
  const turns = suite.turns?.map((turn, i) => partsOf(turn, ["turns", i])) ?? null;
  const texts = [...messages.map(({ parts }) => parts), ...(turns ?? [])];
  const required = new Set(texts.flatMap((parts) => [...alwaysShown(parts, [])]));
  const named = new Set(texts.flatMap((parts) => [...tagsOf(parts)].map(({ name }) => name)));
  for (const names of [required, named]) names.delete("input");
  return { messages, turns, required: [...required], optional: [...named.difference(required)] };
}

/** Names that a text needs; those inside a section of their own may be absent. */
function* alwaysShown(parts: readonly TemplatePart[], sections: readonly string[]): Generator<string> {
  for (const part of parts) {
    if (part.kind === "section") yield* alwaysShown(part.parts, [...sections, part.name]);
    else if (part.kind === "value" && !sections.includes(part.name)) yield part.name;
  }
}
