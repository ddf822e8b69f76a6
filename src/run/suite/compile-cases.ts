import type { JsonPath } from "../../schema/json-path.ts";
import type { CasesSuite } from "../../schema/run/suite.ts";
import type { FaultList } from "./faults.ts";
import { parseTemplate, type TemplatePart, tagsOf } from "./template.ts";
import type { MessageTemplate, ReadTemplate } from "./wording.ts";

/** The wording of a suite of cases. */
export interface CompiledCases {
  readonly messages: readonly MessageTemplate[];
  readonly turns: readonly (readonly TemplatePart[])[] | null;
  /** Columns the templates name, beside `input`. */
  readonly columns: readonly string[];
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
  const names = new Set(
    [...messages.map(({ parts }) => parts), ...(turns ?? [])].flatMap((parts) =>
      [...tagsOf(parts)].filter(({ kind }) => kind === "value").map(({ name }) => name),
    ),
  );
  names.delete("input");
  return { messages, turns, columns: [...names] };
}
