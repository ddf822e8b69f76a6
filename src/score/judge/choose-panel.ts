import { InvalidInputError } from "../../errors/input-errors.ts";

/** A judge or a candidate, as far as choosing needs to know it. */
export interface Kin {
  readonly id: string;
  readonly family: string | null;
}

export interface PanelRules {
  /** Fewest judges that make a panel for a candidate. */
  readonly minJudges: number;
  /** Let judges of the candidate's own family judge it. */
  readonly allowOwnFamily?: boolean;
  /** Let a judge judge itself. */
  readonly allowSelfJudge?: boolean;
  /** Take judges and candidates whose family is unknown. */
  readonly allowUnknownFamily?: boolean;
}

export interface Panel<J extends Kin> {
  readonly judges: readonly J[];
  readonly left: readonly { readonly id: string; readonly reason: "itself" | "same-family" }[];
}

/**
 * The judges that may judge a candidate: neither itself nor of its family. Throws InvalidInputError, before any call,
 * when a family is unknown or fewer than minJudges are left.
 */
export function choosePanel<J extends Kin>(judges: readonly J[], candidate: Kin, rules: PanelRules): Panel<J> {
  const { minJudges, allowOwnFamily = false, allowSelfJudge = false, allowUnknownFamily = false } = rules;
  const unknown = [candidate, ...judges].filter(({ family }) => family === null).map(({ id }) => id);
  if (unknown.length > 0 && !allowUnknownFamily && !allowOwnFamily) {
    throw new InvalidInputError(`no family is known for ${[...new Set(unknown)].join(", ")}`, {
      hint: 'Add "family" to the roster, or allow it with --allow-unknown-family.',
    });
  }
  const chosen: J[] = [];
  const left: { id: string; reason: "itself" | "same-family" }[] = [];
  for (const judge of judges) {
    const sameFamily = judge.family !== null && judge.family.toLowerCase() === candidate.family?.toLowerCase();
    if (judge.id === candidate.id) {
      if (allowSelfJudge) chosen.push(judge);
      else left.push({ id: judge.id, reason: "itself" });
    } else if (sameFamily && !allowOwnFamily) left.push({ id: judge.id, reason: "same-family" });
    else chosen.push(judge);
  }
  if (chosen.length >= minJudges) return { judges: chosen, left };
  const out = left.length === 0 ? "" : ` (left out: ${left.map(({ id }) => id).join(", ")})`;
  const judgesItself = left.some(({ reason }) => reason === "itself");
  throw new InvalidInputError(`${candidate.id} has ${chosen.length} judges, and needs ${minJudges}${out}`, {
    hint: `Add judges of other families to judges.json, lower min_judges${judgesItself ? ", or allow it with --allow-self-judge" : ""}.`,
  });
}

/** What speaks against a panel as a whole. Data for a warning; nothing is refused. */
export function panelWeaknesses(judges: readonly Kin[]): readonly ("fewer-than-three" | "families-repeat")[] {
  const families = judges.map(({ family }) => family?.toLowerCase() ?? null).filter((family) => family !== null);
  return [
    ...(judges.length < 3 ? (["fewer-than-three"] as const) : []),
    ...(new Set(families).size < families.length ? (["families-repeat"] as const) : []),
  ];
}
