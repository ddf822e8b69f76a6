import type { Condition, LevelCode, ViewsSuite } from "../../schema/run/suite.ts";
import { compileCondition } from "./condition.ts";
import type { FaultList } from "./faults.ts";
import type { Level, Scenario } from "./scenario.ts";

export interface Factor {
  readonly name: string;
  /** All levels, in loop order; null where the factor is not there. */
  readonly levels: readonly (Level | null)[];
  /** The levels used unless all are asked for. */
  readonly defaultLevels: readonly (Level | null)[];
  readonly random: boolean;
}

export interface DerivedFactor {
  readonly name: string;
  /** Factors its table reads, those behind other derived factors included. */
  readonly dependsOn: readonly string[];
  /** The levels its table can give. */
  readonly levels: readonly (Level | null)[];
  readonly derive: (scenario: Scenario) => Level | null;
}

/** The factors of a suite, ready to be looped over. A scenario holds one level per name of `names`, in that order. */
export interface FactorSpace {
  readonly factors: readonly Factor[];
  readonly derived: readonly DerivedFactor[];
  readonly names: readonly string[];
  /** Names that rows leave out: they only serve the templates. */
  readonly wordingOnly: ReadonlySet<string>;
  /** True when no constraint leaves the scenario out. */
  readonly allows: (scenario: Scenario) => boolean;
}

const reserved = new Set(["view", "perspective", "context_json", "input", "expected"]);
const namePattern = /^[a-z][a-z0-9_]*$/;

/** Checks and compiles the factors, derived factors and constraints of a suite. Faults go to the list. */
export function factorSpace(suite: ViewsSuite, faults: FaultList): FactorSpace {
  const factors = Object.entries(suite.factors).map(([name, spec]) => readFactor(name, spec, faults));
  const known = new Map<string, readonly (Level | null)[]>(factors.map(({ name, levels }) => [name, levels]));
  const names = factors.map(({ name }) => name);

  const derived: DerivedFactor[] = [];
  for (const [name, rows] of Object.entries(suite.derive)) {
    const path = ["derive", name];
    checkName(name, path, faults);
    if (known.has(name)) faults.add(path, `"${name}" is a factor already`, "Give the derived factor another name.");
    const tests = rows.map((row, i) => compileCondition(row.when, known, names, [...path, i, "when"], faults));
    const levels = rows.map(({ is, label }) => makeLevel(is, label));
    const reads = new Set(rows.flatMap(({ when }) => Object.keys(when)));
    const behind = derived.filter((other) => reads.has(other.name)).flatMap(({ dependsOn }) => dependsOn);
    derived.push({
      name,
      dependsOn: [...new Set([...reads, ...behind])],
      levels: distinctLevels(levels),
      derive: (scenario) => levels[tests.findIndex((test) => test(scenario))] ?? null,
    });
    known.set(name, levels);
    names.push(name);
  }

  const bounds = suite.constraints.map((constraint, i) => {
    const [key, condition]: [string, Condition] =
      "forbid" in constraint ? ["forbid", constraint.forbid] : ["require", constraint.require];
    const test = compileCondition(condition, known, names, ["constraints", i, key], faults);
    return key === "forbid" ? (scenario: Scenario) => !test(scenario) : test;
  });
  const derivedNames = derived.map(({ name }) => name);
  for (const [i, name] of suite.wordingOnly.entries()) {
    if (!derivedNames.includes(name)) faults.unknownName(["wording_only", i], "derived factor", name, derivedNames);
  }
  const wordingOnly = new Set(suite.wordingOnly);
  return { factors, derived, names, wordingOnly, allows: (scenario) => bounds.every((holds) => holds(scenario)) };
}

function readFactor(name: string, spec: ViewsSuite["factors"][string], faults: FaultList): Factor {
  const path = ["factors", name];
  checkName(name, path, faults);
  const full = Array.isArray(spec) ? { levels: spec, random: false } : spec;
  const labels = "labels" in full ? full.labels : undefined;
  const codes = full.levels.map(String);
  for (const [i, code] of codes.entries()) {
    const levelPath = Array.isArray(spec) ? [...path, i] : [...path, "levels", i];
    if (codes.indexOf(code) !== i) faults.add(levelPath, `level "${code}" occurs twice`);
    if (labels !== undefined && full.levels[i] !== null && labels[code] === undefined) {
      faults.add([...path, "labels"], `level "${code}" has no label`, "Label every level, or none.");
    }
  }
  for (const code of Object.keys(labels ?? {})) {
    if (!codes.includes(code)) faults.unknownName([...path, "labels", code], `level of ${name}`, code, codes);
  }
  const levels = full.levels.map((code) => makeLevel(code, labels?.[String(code)]));
  const wanted = "default" in full ? full.default?.map(String) : undefined;
  for (const [i, code] of (wanted ?? []).entries()) {
    if (!codes.includes(code)) faults.unknownName([...path, "default", i], `level of ${name}`, code, codes);
  }
  const defaultLevels = wanted === undefined ? levels : levels.filter((_, i) => wanted.includes(codes[i]!));
  return { name, levels, defaultLevels, random: full.random };
}

function checkName(name: string, path: readonly string[], faults: FaultList): void {
  if (reserved.has(name)) faults.add(path, `"${name}" is a word of the templates`, "Give the factor another name.");
  else if (!namePattern.test(name)) {
    faults.add(path, `"${name}" cannot stand in a template`, "Use small letters, digits and _; begin with a letter.");
  }
}

function makeLevel(value: LevelCode, label: string | undefined): Level | null {
  return value === null ? null : { value, code: String(value), label: label ?? String(value) };
}

function distinctLevels(levels: readonly (Level | null)[]): (Level | null)[] {
  return [...new Map(levels.map((level) => [level?.code, level])).values()];
}
