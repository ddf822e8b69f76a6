import { anthropic } from "./hosted/services/anthropic.ts";
import { cerebras } from "./hosted/services/cerebras.ts";
import { cohere } from "./hosted/services/cohere.ts";
import { google } from "./hosted/services/google.ts";
import { groq } from "./hosted/services/groq.ts";
import { huggingface } from "./hosted/services/huggingface.ts";
import { mistral } from "./hosted/services/mistral.ts";
import { openai } from "./hosted/services/openai.ts";
import { openrouter } from "./hosted/services/openrouter.ts";

const services = [google, groq, huggingface, cerebras, mistral, cohere, openrouter, openai, anthropic];

/** Environment variables that hold a service's key, by the provider that reads them. */
export const keyVariables: Readonly<Record<string, string>> = Object.fromEntries(
  services.map(({ id, keyVariable }) => [id, keyVariable]),
);
