import type { Matrix } from "../../../linalg/matrix.ts";
import { zeros } from "../../../linalg/matrix.ts";
import type { MaskedView } from "../masked-view.ts";
import type { TransformId } from "../working-space/transform.ts";
import { type WorkingSpace, type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";
import { type Filling, filledView } from "./fill-view.ts";

/** Transformed scores as a decomposition gets them; not standardised. */
export interface RankTable {
  /** n × p; 0 in holes. */
  readonly values: Matrix;
  readonly observed: Uint8Array;
  /** Every benchmark with a score has all models' scores. */
  readonly full: boolean;
  readonly working: WorkingSpace;
}

export function rankTable(view: MaskedView, missing: string, transform: string): RankTable {
  const space = transformSpace(transform);
  const full = missing !== "masked";
  const shown = full ? filledView(view, missing as Filling, space) : view;
  const working = workingSpace(shown, space);
  const [n, p] = [shown.models.length, shown.benchmarks.length];
  const values = zeros(n, p);
  const observed = new Uint8Array(n * p);
  for (let j = 0; j < p; j++) {
    const { forward } = working.columns[j]!.transform;
    for (let at = shown.columns.start[j]!; at < shown.columns.start[j + 1]!; at++) {
      values.data[shown.columns.index[at]! * p + j] = forward(shown.columns.value[at]!);
      observed[shown.columns.index[at]! * p + j] = 1;
    }
  }
  return { values, observed, full, working };
}

const named: Readonly<Record<string, TransformId>> = {
  raw: "identity",
  z: "zscore",
  "min-max": "minmax",
};

/** The working space of a transform's level: logit with thin spreads shrunk, all others with bare z-scores. */
export function transformSpace(transform: string): WorkingSpaceOptions {
  if (transform === "logit") return { transform: "logit" };
  return { transform: named[transform] ?? (transform as TransformId), standardise: "plain" };
}
