import { InvalidInputError } from "../errors/input-errors.ts";
import type { ResolvedModel } from "../providers/provider.ts";
import type { SamplingParams } from "../schema/run/roster.ts";

export interface SubjectParams {
  /** What is sent. */
  readonly params: SamplingParams;
  /** What was asked for and is not sent, by permission of `allow_unsupported`. */
  readonly dropped: readonly string[];
}

/**
 * The parameters one model is asked with: flags over its roster entry over the suite. One the service does not take is
 * refused before any call unless the roster allows it to be dropped; dropping in silence makes runs incomparable.
 */
export function subjectParams(model: ResolvedModel, suite: SamplingParams, flags: SamplingParams): SubjectParams {
  const merged: Record<string, unknown> = {};
  for (const layer of [suite, model.params, flags]) {
    for (const [key, value] of Object.entries(layer)) if (value !== undefined) merged[key] = value;
  }
  const dropped: string[] = [];
  for (const [key, value] of Object.entries(merged)) {
    const empty = value === null || (Array.isArray(value) && value.length === 0);
    if (empty) delete merged[key];
    else if (!model.supportedParams.includes(key as keyof SamplingParams)) {
      if (!model.entry.allowUnsupported?.some((name) => name === key || name === snake(key))) {
        throw new InvalidInputError(`model "${model.id}": provider ${model.provider} takes no ${snake(key)}`, {
          hint: `Remove it, or list "${snake(key)}" under allow_unsupported of this model.`,
        });
      }
      dropped.push(snake(key));
      delete merged[key];
    }
  }
  return { params: merged as SamplingParams, dropped };
}

export function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
