import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { InvalidInputError, MissingFileError, NewerSchemaError } from "../../errors/input-errors.ts";
import { fromDisk, toDisk } from "../../schema/codec.ts";
import { contentHash } from "../../schema/content-hash.ts";
import { type CasesSuite, suite as suiteSchema, type ViewsSuite } from "../../schema/run/suite.ts";
import { type CompiledCases, compileCases } from "./compile-cases.ts";
import { compileViews } from "./compile-views.ts";
import { type FactorSpace, factorSpace } from "./factor-space.ts";
import { type FaultList, faultList } from "./faults.ts";
import { bundledSuitesFolder, findSuite } from "./find-suite.ts";
import type { ReadDocument } from "./read-yaml.ts";
import { noFunctions, readSuiteModule, type SuiteFunctions } from "./suite-module.ts";
import { namesTextFile, readSuiteText } from "./suite-text.ts";
import type { ReadTemplate, Wording } from "./wording.ts";

interface LoadedCommon {
  /** The suite's file, absolute. */
  readonly file: string;
  readonly folder: string;
  /** sha256 over the suite and every text it names: two suites with one hash ask the same. */
  readonly hash: string;
  /** Text files the suite names (templates, guidelines), by the name it uses. */
  readonly texts: ReadonlyMap<string, string>;
  /** Functions of a TypeScript suite. */
  readonly functions: SuiteFunctions;
}

export interface LoadedViewsSuite extends LoadedCommon {
  readonly suite: ViewsSuite;
  readonly space: FactorSpace;
  readonly wording: Wording;
}

export interface LoadedCasesSuite extends LoadedCommon {
  readonly suite: CasesSuite;
  readonly cases: CompiledCases;
}

/** A suite that has been read, checked and made ready to build prompts. */
export type LoadedSuite = LoadedViewsSuite | LoadedCasesSuite;

/**
 * Loads a suite by bundled id, folder or file (.yaml, .yml, .json, or .ts with a default export). Everything wrong with
 * it is reported at once, with file and line. Reads the suite's folder only; a data set is not opened yet.
 */
export async function loadSuite(
  ref: string,
  { cwd, suitesFolder = bundledSuitesFolder }: { cwd: string; suitesFolder?: string },
): Promise<LoadedSuite> {
  const { file, folder } = findSuite(ref, { cwd, suitesFolder });
  const { document, functions } = await readSuiteFile(file);
  refuseNewer(document.value, file);
  const suite = fromDisk(suiteSchema, document.value, document.place);

  const faults = faultList(document.place);
  const texts = new Map<string, string>();
  const read: ReadTemplate = (value, path) =>
    readSuiteText(value, { file, line: document.textLine(path) }, folder, texts);
  checkIds(suite, faults);
  readScorerTexts(suite, read, faults);
  const common = { file, folder, texts, functions };
  const hash = () => contentHash({ suite: toDisk(suiteSchema, suite), texts: Object.fromEntries(texts) });

  if (suite.kind === "cases") {
    const cases = compileCases(suite, read, faults);
    faults.throwIfAny();
    return { ...common, suite, cases, hash: hash() };
  }
  const space = factorSpace(suite, faults);
  const wording = compileViews(suite, space, read, faults);
  faults.throwIfAny();
  return { ...common, suite, space, wording, hash: hash() };
}

async function readSuiteFile(file: string): Promise<{ document: ReadDocument; functions: SuiteFunctions }> {
  if (!file.endsWith(".ts")) {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (cause) {
      throw new MissingFileError("this suite cannot be read", { place: { file }, cause });
    }
    // Loaded here: a run that is taken up again has no YAML to read.
    const { readDocument } = await import("./read-yaml.ts");
    return { document: readDocument(text, file), functions: noFunctions };
  }
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(file).href);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`this suite does not run: ${why}`, { place: { file }, cause });
  }
  const { value, functions } = readSuiteModule(module.default, file);
  return { document: { value, place: { file }, textLine: () => 1 }, functions };
}

function refuseNewer(value: unknown, file: string): void {
  const schema = typeof value === "object" && value !== null && "schema" in value ? value.schema : undefined;
  const version = typeof schema === "string" ? /^assay\/suite@(\d+)$/.exec(schema)?.[1] : undefined;
  if (Number(version) > 1) throw new NewerSchemaError(String(schema), "assay/suite@1", { place: { file } });
}

function checkIds(suite: ViewsSuite | CasesSuite, faults: FaultList): void {
  for (const list of ["scorers", "metrics"] as const) {
    const ids = suite[list].map(({ id }) => id);
    for (const [i, id] of ids.entries()) {
      if (ids.indexOf(id) !== i) faults.add([list, i, "id"], `"${id}" occurs twice`, "Give each its own id.");
    }
  }
}

/** Options of scorers may name text files too, such as a judge's guideline; they are part of the hash. */
function readScorerTexts(suite: ViewsSuite | CasesSuite, read: ReadTemplate, faults: FaultList): void {
  for (const [i, scorer] of suite.scorers.entries()) {
    for (const [key, value] of Object.entries(scorer.with)) {
      if (typeof value !== "string" || !namesTextFile(value)) continue;
      faults.attempt(() => read(value, ["scorers", i, "with", key]));
    }
  }
}
