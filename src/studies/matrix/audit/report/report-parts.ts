import type { Block, TableColumn } from "../../../../report/document.ts";
import type { Picture } from "../../../../report/pictures/picture.ts";
import { number, signed } from "../../../../report/words.ts";
import type { AgreementFigures } from "../audit-responses.ts";

/** A column of words. */
export const left = (label: string): TableColumn => ({ label, align: "left" });

/** A column of numbers. */
export const right = (label: string): TableColumn => ({ label, align: "right" });

/** The picture of that name with its words, where it was drawn. */
export function picture({ pictures }: { readonly pictures: readonly Picture[] }, name: string): Block[] {
  const found = pictures.find((drawn) => drawn.name === name);
  return found === undefined ? [] : [{ kind: "picture", picture: found, caption: found.alt }];
}

/** W beyond chance with its interval. */
export function corrected({ corrected: estimate }: AgreementFigures): string {
  return estimate === null ? "–" : `${signed(estimate.value, 4)}${limits(estimate.ci)}`;
}

/** " [low, high]", to stand after a value. */
export function limits(ci: { readonly low: number | null; readonly high: number | null } | null): string {
  return ci === null ? " (no interval)" : ` [${number(ci.low, 4)}, ${number(ci.high, 4)}]`;
}
