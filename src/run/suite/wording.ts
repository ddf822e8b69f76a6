import type { ErrorPlace } from "../../errors/assay-error.ts";
import type { JsonPath } from "../../schema/json-path.ts";
import type { ChatMessage, ViewRole } from "../../schema/run/prompt-row.ts";
import type { Scenario } from "./scenario.ts";
import type { TemplatePart } from "./template.ts";

/** A message before its tags are filled; the view's own words stand in place of `{{view}}`. */
export interface MessageTemplate {
  readonly role: ChatMessage["role"];
  readonly parts: readonly TemplatePart[];
}

export interface CompiledView {
  readonly id: string;
  readonly role: ViewRole;
  readonly messages: readonly MessageTemplate[];
}

/** The wording of a suite: what each view of a scenario is sent. */
export interface Wording {
  /** Empty when the suite has no wording of its own. */
  readonly views: readonly CompiledView[];
  /** Positions of the messages in which the views speak. */
  readonly viewSlots: readonly number[];
  render(view: CompiledView, scenario: Scenario): ChatMessage[];
  /** The user messages that follow, for suites with turns. */
  renderTurns(scenario: Scenario): string[] | null;
  /** The parties of the axis in this scenario, as judges are told. */
  parties(scenario: Scenario): { low: string; high: string };
}

/** The text a value of the suite stands for, and where it stands. */
export type ReadTemplate = (value: string, path: JsonPath) => { text: string; place: ErrorPlace };
