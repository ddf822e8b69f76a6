import { type CommandModule, example } from "../command.ts";
import { register as build } from "./eval/build.ts";
import { register as cache } from "./eval/cache.ts";
import { register as run } from "./eval/run.ts";
import { register as score } from "./eval/score.ts";
import { register as summary } from "./eval/summary.ts";
import { register as trainScorer } from "./eval/train-scorer.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  build(command.command("build"), io, wrap);
  run(command.command("run"), io, wrap);
  score(command.command("score"), io, wrap);
  summary(command.command("summary"), io, wrap);
  cache(command.command("cache"), io, wrap);
  trainScorer(command.command("train-scorer"), io, wrap);
  command.addHelpText(
    "after",
    example(
      "assay eval run rent-sycophancy --models models.json",
      "assay eval score latest",
      "assay eval summary latest",
    ),
  );
};
