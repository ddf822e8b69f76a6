import { z } from "zod";

const perMinuteOrDay = z.number().int().positive();

/** Dated price of a model. Unknown parts are absent, never 0. */
export const price = z.strictObject({
  input: z.number().nonnegative().describe("Price of input tokens."),
  output: z.number().nonnegative().describe("Price of output tokens."),
  cachedInput: z.number().nonnegative().optional().describe("Price of input tokens the service read from its cache."),
  reasoning: z.number().nonnegative().optional().describe("Price of reasoning tokens; default: as output."),
  currency: z.literal("USD").default("USD").describe("Only USD so far."),
  per: z.number().positive().default(1e6).describe("Tokens one price unit buys."),
  asOf: z.string().optional().describe("Date of the price list, ISO."),
});
export type Price = z.infer<typeof price>;

export const samplingParams = z.strictObject({
  temperature: z.number().min(0).nullable().optional().describe("Sampling temperature."),
  topP: z.number().min(0).max(1).nullable().optional().describe("Nucleus mass."),
  maxOutputTokens: z.number().int().positive().nullable().optional().describe("Longest answer, in tokens."),
  seed: z.number().int().nullable().optional().describe("The service's own sampling seed."),
  stop: z.array(z.string()).optional().describe("Stop sequences."),
  reasoningEffort: z.string().nullable().optional().describe("Reasoning effort, in the service's words."),
});
export type SamplingParams = z.infer<typeof samplingParams>;

/** One model of `models.json` or `judges.json`. */
export const rosterEntry = z.strictObject({
  id: z.string().min(1).describe("Name of the subject in every table; provider/name by custom."),
  label: z.string().optional().describe("A shorter name for pictures."),
  provider: z.string().describe("Which provider serves it. Declared, never guessed from the name."),
  model: z.string().optional().describe("Name at the service; default: id without its provider prefix."),
  baseUrl: z.string().optional().describe("Endpoint, where it is not the provider's own."),
  apiKeyEnv: z.string().optional().describe("Environment variable that holds the key."),
  concurrency: z.number().int().positive().describe("Most calls in flight for this model."),
  rpm: perMinuteOrDay.optional().describe("Requests a minute."),
  tpm: perMinuteOrDay.optional().describe("Tokens a minute."),
  rpd: perMinuteOrDay.optional().describe("Requests a day."),
  tpd: perMinuteOrDay.optional().describe("Tokens a day."),
  quotaReset: z.string().optional().describe("IANA zone whose midnight resets daily quotas, or rolling."),
  route: z
    .enum(["chat", "responses"])
    .optional()
    .describe("openai: which of its routes is asked; default chat, which takes a seed and stop sequences."),
  params: samplingParams.optional().describe("Sampling parameters of this model."),
  extra: z.record(z.string(), z.json()).optional().describe("Further body fields, sent as they are and recorded."),
  allowUnsupported: z
    .array(z.string())
    .optional()
    .describe("Parameters that may be dropped where the service does not take them."),
  price: price.optional().describe("Dated price; without it cost is null."),
  family: z.string().optional().describe("Model family, for keeping judges off their own kin."),
  context: z.number().int().positive().optional().describe("Context window in tokens."),
  tags: z.array(z.string()).optional().describe("Free labels."),
  preferred: z.boolean().optional().describe("Moves it to the front."),
  disabled: z.boolean().optional().describe("Leaves it out."),
  file: z.string().optional().describe("replay and llama: the file to answer from."),
  match: z
    .enum(["prompt", "messages"])
    .optional()
    .describe("replay: match by prompt id, model and repeat, or by message hash."),
  gpuLayers: z.number().int().nonnegative().optional().describe("llama: layers put on a GPU; default: none."),
  threads: z.number().int().positive().optional().describe("llama: threads to compute with."),
  simulate: z.record(z.string(), z.json()).optional().describe("simulated: the planted parameters."),
});
export type RosterEntry = z.infer<typeof rosterEntry>;
