import { hash } from "node:crypto";
import type { ResolvedModel } from "../../providers/provider.ts";
import { canonicalJson } from "../../schema/canonical-json.ts";
import type { PromptRow } from "../../schema/run/prompt-row.ts";
import type { SamplingParams } from "../../schema/run/roster.ts";

/**
 * Content key of one cell: sha256 over the canonical subject (provider, endpoint, model, parameters, extra) and the
 * prompt's content hash, which itself covers suite, version, prompt id and messages. The subject's part is hashed once.
 */
export function cellKeys(
  model: ResolvedModel,
  params: SamplingParams,
): (prompt: Pick<PromptRow, "contentHash">) => string {
  const subject = {
    provider: model.provider,
    base_url: model.baseUrl,
    model: model.model,
    id: model.id,
    params,
    extra: model.extra,
    ...(model.route === undefined ? {} : { route: model.route }),
  };
  const prefix = hash("sha256", canonicalJson(JSON.parse(JSON.stringify(subject))));
  return (prompt) => hash("sha256", `${prefix}${prompt.contentHash}`);
}
