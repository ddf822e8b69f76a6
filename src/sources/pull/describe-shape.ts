import { createHash } from "node:crypto";
import { openSource } from "../score-table/read/source-file.ts";
import { findReadings } from "../score-table/shapes/find-readings.ts";

/** What a file of scores looks like, for noticing that it changed. */
export interface FileShape {
  /** Where its records are and how many. */
  readonly shape: string;
  /** sha256 over places and sorted columns, without counts: the same for the same layout. */
  readonly fingerprint: string;
}

/** Throws where the file cannot be read at all. */
export async function describeShape(file: string): Promise<FileShape> {
  const { sets, readings } = await findReadings([await openSource(file)]);
  const grids = readings.filter(({ shape }) => shape === "dense").map(({ set }) => set);
  const places = [...sets, ...grids].filter(({ sample }) => sample.length > 1);
  const shape = places.map(({ path, sample }) => `${path} × ${sample.length}`).join(", ");
  const layout = places.map(({ path, columns }) => ({
    path,
    // Where the keys are data there are as many as models or benchmarks; those may grow without the layout changing.
    columns: columns.length > 40 ? "many" : columns.toSorted(),
  }));
  return {
    shape: shape === "" ? "no records" : shape,
    fingerprint: createHash("sha256").update(JSON.stringify(layout)).digest("hex"),
  };
}
