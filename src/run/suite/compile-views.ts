import type { JsonPath } from "../../schema/json-path.ts";
import type { ViewRole } from "../../schema/run/prompt-row.ts";
import type { ViewsSuite } from "../../schema/run/suite.ts";
import { checkWording } from "./check-wording.ts";
import type { FactorSpace } from "./factor-space.ts";
import type { FaultList } from "./faults.ts";
import type { Level, Scenario } from "./scenario.ts";
import { parseTemplate, renderTemplate, type TemplatePart, type TemplateValue } from "./template.ts";
import type { CompiledView, MessageTemplate, ReadTemplate, Wording } from "./wording.ts";

/** Reads and checks all templates of a suite. Faults go to the list; the wording is then not to be used. */
export function compileViews(suite: ViewsSuite, space: FactorSpace, read: ReadTemplate, faults: FaultList): Wording {
  const partsOf = (value: string, path: JsonPath): readonly TemplatePart[] => {
    const parsed = faults.attempt(() => {
      const { text, place } = read(value, path);
      return parseTemplate(text, place);
    });
    return parsed?.parts ?? [];
  };
  const messages = (suite.messages ?? []).map(({ role, content }, i) => ({
    role,
    parts: partsOf(content, ["messages", i, "content"]),
  }));
  const views = messages.length === 0 ? [] : compileEachView(suite, messages, partsOf, faults);
  const turns = suite.turns?.map((turn, i) => partsOf(turn, ["turns", i])) ?? null;
  const { axis } = suite;
  const low = partsOf(axis.lowParty ?? partyOf(axis.low), ["axis", "low_party"]);
  const high = partsOf(axis.highParty ?? partyOf(axis.high), ["axis", "high_party"]);
  checkWording(suite, space, views, [...(turns ?? []), low, high], faults);

  const lookUp = (scenario: Scenario) => scenarioValues(suite, space, scenario);
  return {
    views,
    viewSlots: messages.flatMap(({ parts }, i) => (holdsView(parts) ? [i] : [])),
    render(view, scenario) {
      const values = lookUp(scenario);
      return view.messages.map(({ role, parts }) => ({ role, content: renderTemplate(parts, values) }));
    },
    renderTurns: (scenario) => turns?.map((parts) => renderTemplate(parts, lookUp(scenario))) ?? null,
    parties(scenario) {
      const values = lookUp(scenario);
      return { low: renderTemplate(low, values), high: renderTemplate(high, values) };
    },
  };
}

function compileEachView(
  suite: ViewsSuite,
  messages: readonly MessageTemplate[],
  partsOf: (value: string, path: JsonPath) => readonly TemplatePart[],
  faults: FaultList,
): CompiledView[] {
  if (!messages.some(({ parts }) => holdsView(parts))) {
    faults.add(["messages"], "no message holds {{view}}", "Put {{view}} where the views speak.");
  }
  const seen = new Set<string>();
  return suite.views.map(({ id, role, template }, i) => {
    if (seen.has(id)) faults.add(["views", i, "id"], `view "${id}" occurs twice`);
    seen.add(id);
    if (template === undefined) faults.add(["views", i], `view "${id}" has no template`, "Give it template: <file>.");
    const own = template === undefined ? [] : partsOf(template, ["views", i, "template"]);
    return {
      id,
      role: rowRole(role, suite.axis.roleHigh),
      messages: messages.map((message) => ({ ...message, parts: putView(message.parts, own) })),
    };
  });
}

/** In rows, `a` is whoever profits from +1, whatever the suite calls that role. */
export function rowRole(role: ViewRole, roleHigh: "a" | "b"): ViewRole {
  if (role === "none" || roleHigh === "a") return role;
  return role === "a" ? "b" : "a";
}

/** "pro-tenant" → "the tenant"; any other name of an end of the axis stands for its party as it is. */
function partyOf(end: string): string {
  return end.replace(/^pro-(?=\p{Ll})/u, "the ");
}

function holdsView(parts: readonly TemplatePart[]): boolean {
  return parts.some((part) => part.kind === "value" && part.name === "view");
}

function putView(parts: readonly TemplatePart[], view: readonly TemplatePart[]): TemplatePart[] {
  return parts.flatMap((part) => (part.kind === "value" && part.name === "view" ? view : [part]));
}

const positions = new WeakMap<FactorSpace, Map<string, number>>();

function scenarioValues(suite: ViewsSuite, space: FactorSpace, scenario: Scenario) {
  let position = positions.get(space);
  if (position === undefined) {
    position = new Map(space.names.map((name, i) => [name, i]));
    positions.set(space, position);
  }
  const byName = position;
  return (name: string): TemplateValue | null => {
    if (name === "context_json") {
      const json = contextJson(suite.contextKeys, (key) => scenario[byName.get(key)!] ?? null);
      return { label: json, code: json };
    }
    return scenario[byName.get(name)!] ?? null;
  };
}

/** The chosen facts as one line of JSON, in words where a level has words of its own. */
function contextJson(keys: readonly string[], levelOf: (key: string) => Level | null): string {
  const parts = keys.flatMap((key) => {
    const level = levelOf(key);
    if (level === null) return [];
    const value = level.label === level.code ? level.value : level.label;
    return [`${JSON.stringify(key)}: ${JSON.stringify(value)}`];
  });
  return `{${parts.join(", ")}}`;
}
