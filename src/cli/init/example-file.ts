/** One file of an example: where it goes, from the folder it is written into, and what is in it. */
export interface ExampleFile {
  readonly path: string;
  readonly text: string;
}

/** What `assay init` can write. */
export interface Example {
  readonly files: readonly ExampleFile[];
  /** The commands to type next, each with what it does. */
  readonly next: readonly { readonly command: string; readonly does: string }[];
}
