/** One family of reference cases: what we compute from a case's inputs, under the keys of its expected values. */
export interface ReferenceFamily {
  // biome-ignore lint/suspicious/noExplicitAny: cases differ in shape by family
  compute(inputs: any, data: Record<string, number[]>, expected: any): unknown;
  /** Relative; default 1e-9, as the reference's meta says for the family. */
  tolerance?: number;
  /** Absolute tolerance of single keys, where the meta gives one: figures a tool returns in single precision. */
  absolute?: Readonly<Record<string, number>>;
  /**
   * Figures of the reference that are themselves off by more than the tolerance, by the text of the wrong number, with the
   * right one to 40 digits or in closed form. Both must hold: ours agrees with the right one, the reference's does not.
   */
  corrected?: Readonly<Record<string, number>>;
  /** Keys that document another tool's mistake or approximation. */
  notOurs?: readonly string[];
}
