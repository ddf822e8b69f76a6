import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import type { ViewsSuite } from "../../schema/run/suite.ts";
import type { FactorSpace } from "./factor-space.ts";
import type { FaultList } from "./faults.ts";
import { isRawCode } from "./raw-code.ts";
import type { Level } from "./scenario.ts";
import { type TemplatePart, tagsOf } from "./template.ts";
import type { CompiledView } from "./wording.ts";

/** Names that stand for nothing, codes that would reach a reader, and factors that change no message. */
export function checkWording(
  suite: ViewsSuite,
  space: FactorSpace,
  views: readonly CompiledView[],
  others: readonly (readonly TemplatePart[])[],
  faults: FaultList,
): void {
  const levels = new Map<string, readonly (Level | null)[]>(
    [...space.factors, ...space.derived].map(({ name, levels }) => [name, levels]),
  );
  for (const [i, key] of suite.contextKeys.entries()) {
    if (!levels.has(key)) faults.unknownName(["context_keys", i], "factor", key, space.names);
  }
  const texts = [...new Set(views.flatMap(({ messages }) => messages.flatMap(({ parts }) => parts)))];
  const used = new Set<string>();
  for (const tag of tagsOf([...texts, ...others.flat()])) {
    faults.attempt(() => checkTag(tag, levels, suite));
    if (tag.name === "context_json") for (const key of suite.contextKeys) used.add(key);
    else used.add(tag.name);
  }
  if (views.length > 0) reportUnused(space, used, faults);
}

function checkTag(
  tag: Exclude<TemplatePart, { kind: "text" }>,
  levels: ReadonlyMap<string, readonly (Level | null)[]>,
  suite: ViewsSuite,
): void {
  const { name, place } = tag;
  if (name === "context_json" && tag.kind === "value") {
    const key = suite.contextKeys.find((key) => levels.get(key)?.some((level) => level && isRawCode(level.label)));
    if (key !== undefined) throw rawCode(`{{context_json}} would show codes of ${key}`, place, key);
    return;
  }
  const own = levels.get(name);
  if (own === undefined) {
    const known = [...levels.keys(), "view", "context_json"];
    const nearest = nearestName(name, known);
    throw new InvalidInputError(`there is no factor "${name}"`, {
      place,
      hint: nearest === null ? `Known: ${known.join(", ")}.` : `Did you mean {{${nearest}}}?`,
    });
  }
  if (tag.kind === "section") return;
  for (const level of own) {
    if (level === null) continue;
    if (tag.code && typeof level.value === "string" && (level.label !== level.code || isRawCode(level.code))) {
      throw rawCode(`{{${name}.code}} would show the code "${level.code}" to a reader`, place, name);
    }
    if (!tag.code && isRawCode(level.label)) throw rawCode(`the code "${level.code}" reaches a text`, place, name);
  }
}

function rawCode(message: string, place: InvalidInputError["place"], factor: string): InvalidInputError {
  return new InvalidInputError(message, {
    place,
    hint: `Give every level of ${factor} a label and use {{${factor}}}.`,
  });
}

/** A factor is used when a tag shows it, or a derived factor that depends on it, and its levels differ in words. */
function reportUnused(space: FactorSpace, used: ReadonlySet<string>, faults: FaultList): void {
  const behind = new Set(space.derived.filter(({ name }) => used.has(name)).flatMap(({ dependsOn }) => dependsOn));
  for (const { name, levels } of space.factors) {
    const words = new Set(levels.map((level) => level?.label ?? null));
    if (levels.length < 2) continue;
    if (!used.has(name) && !behind.has(name)) {
      faults.add(
        ["factors", name],
        `factor "${name}" changes no message`,
        `Use {{${name}}} in a view, or take it out.`,
      );
    } else if (words.size < levels.length && !behind.has(name)) {
      faults.add(["factors", name], `two levels of "${name}" have the same words`, "Give each level its own label.");
    }
  }
}
