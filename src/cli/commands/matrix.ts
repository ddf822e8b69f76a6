import { type CommandModule, example } from "../command.ts";
import { register as analyze } from "./matrix/analyze.ts";
import { register as anomalies } from "./matrix/anomalies.ts";
import { register as audit } from "./matrix/audit.ts";
import { register as evaluate } from "./matrix/evaluate.ts";
import { register as extract } from "./matrix/extract.ts";
import { register as generate } from "./matrix/generate.ts";
import { register as mask } from "./matrix/mask.ts";
import { register as multiverse } from "./matrix/multiverse.ts";
import { register as next } from "./matrix/next.ts";
import { register as predict } from "./matrix/predict.ts";
import { register as rank } from "./matrix/rank.ts";
import { register as select } from "./matrix/select.ts";

/** One row a verb; the modules hold flags alone and load what they need when they run. */
const verbs: Readonly<Record<string, CommandModule["register"]>> = {
  extract,
  generate,
  rank,
  select,
  mask,
  predict,
  next,
  evaluate,
  analyze,
  anomalies,
  audit,
  multiverse,
};

export const register: CommandModule["register"] = (command, io, wrap) => {
  for (const [verb, registerVerb] of Object.entries(verbs)) registerVerb(command.command(verb), io, wrap);
  command.addHelpText(
    "after",
    example("assay matrix extract --data scores.json", "assay matrix extract --data scores.csv models.csv --out table"),
  );
};
