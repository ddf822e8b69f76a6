import { AssayError, type AssayErrorOptions } from "../../errors/assay-error.ts";
import { toDisk } from "../../schema/codec.ts";
import { contentHash } from "../../schema/content-hash.ts";
import { type SequentialLook, type SequentialPlan, sequentialLook } from "../../schema/report/sequential-plan.ts";

/** The plan is not the one that was there at the first look. */
export class ChangedPlanError extends AssayError {
  override readonly code: string = "changed-plan";

  constructor(what: string, options: AssayErrorOptions = {}) {
    super(`this plan was changed after its first look: ${what}`, {
      hint: "Restore it from a copy. A plan changed after looking promises nothing: without --plan the sides are compared as for one look.",
      ...options,
    });
  }
}

/** Refuses a history that does not hold together, or that belongs to another state of the plan. */
export function checkHistory(plan: SequentialPlan, file: string): void {
  let previous: SequentialLook | null = null;
  for (const [index, look] of plan.history.entries()) {
    const place = { file, path: `history[${index}]` };
    if (look.planHash !== plan.contentHash) {
      throw new ChangedPlanError(
        `look ${index + 1} was taken under ${look.planHash.slice(0, 12)}…, and it is ${plan.contentHash.slice(0, 12)}… now`,
        { place },
      );
    }
    const broken = look.hash !== lookHash(look) ? "its hash does not fit" : look.previous !== (previous?.hash ?? null);
    if (broken !== false) {
      throw new ChangedPlanError(
        `look ${index + 1} of its history ${broken === true ? "does not follow the one before" : "was edited"}`,
        {
          place,
        },
      );
    }
    previous = look;
  }
}

/** sha256 of a look as it lies on disk, without the hash itself. */
export function lookHash(look: SequentialLook): string {
  const { hash: _hash, ...rest } = toDisk(sequentialLook, { ...look, hash: "0".repeat(64) }) as Record<string, unknown>;
  return contentHash(rest);
}
