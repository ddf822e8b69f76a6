import type { ExampleFile } from "./example-file.ts";

type Planted = Readonly<Record<string, number>>;

/**
 * `models.json`: one simulated model that runs at once, and one server of the user's own to fill in. JSON has no
 * comments, so the tags say what to do.
 */
export function modelsFile(simulate: Planted): ExampleFile {
  const models = [
    {
      id: "simulated/first",
      label: "simulated",
      provider: "simulated",
      concurrency: 8,
      family: "simulated",
      simulate,
      tags: ["needs no key and no network", "simulate holds what is planted in its answers"],
    },
    {
      id: "local/my-model",
      label: "my model",
      provider: "compatible",
      base_url: "http://127.0.0.1:8000/v1",
      model: "the-name-your-server-knows-it-by",
      api_key_env: "LOCAL_API_KEY",
      concurrency: 2,
      family: "mine",
      disabled: true,
      tags: ["any server with /chat/completions: fill in base_url and model, then remove disabled and these tags"],
    },
  ];
  return { path: "models.json", text: `${JSON.stringify(models, null, 2)}\n` };
}

/** `judges.json`: three simulated judges of different families, one of them noisy and one that favours whoever is A. */
export function judgesFile(): ExampleFile {
  const judge = (name: string, simulate: Planted) => ({
    id: `simulated/${name}`,
    provider: "simulated",
    concurrency: 8,
    family: name,
    simulate,
    tags: ["needs no key and no network"],
  });
  const judges = [
    judge("judge-plain", { seed: 1 }),
    judge("judge-noisy", { seed: 2, noise_sd: 0.1 }),
    judge("judge-prefers-a", { seed: 3, position_bias: 0.15 }),
  ];
  return { path: "judges.json", text: `${JSON.stringify(judges, null, 2)}\n` };
}
