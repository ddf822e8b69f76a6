import { keyVariables } from "../../providers/key-variables.ts";
import type { ExampleFile } from "./example-file.ts";

/** `.env.example`: the names a run looks for, and no value. */
export function envFile(): ExampleFile {
  const names = Object.values(keyVariables).map((name) => `${name}=`);
  const text = `# Copy this file to .env and fill in what you use; an empty value counts as not set.
# What the shell already holds wins over this file. Keep .env out of version control.

# Keys, one for each service. Only those your models.json names are needed.
${names.join("\n")}

# The key of your own server, if models.json names it under api_key_env.
LOCAL_API_KEY=

# Settings. Seconds a single call may take (60), and further calls after a failed one (3):
BENCH_TIMEOUT_S=
BENCH_MAX_RETRIES=

# The model to ask where there is no models.json, and the judge to use where none is named, as provider/name:
LLM_MODEL=
LLM_SCORER_MODEL=

# How much a run's log tells: DEBUG, INFO (as when empty), WARNING or ERROR.
LOG_LEVEL=
`;
  return { path: ".env.example", text };
}
