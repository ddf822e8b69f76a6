import type { Picture } from "./pictures/picture.ts";

/** Words with emphasis. Plain strings are never read as markup. */
export type Words = string | readonly (string | { strong: string } | { code: string })[];

export interface TableColumn {
  label: string;
  /** Numbers stand on the right. */
  align: "left" | "right";
}

export interface Table {
  kind: "table";
  caption: string;
  columns: readonly TableColumn[];
  /** One cell a column, already in words. */
  rows: readonly (readonly string[])[];
}

export type Block =
  | { kind: "paragraph"; text: Words }
  | { kind: "list"; items: readonly Words[] }
  | { kind: "warning"; text: Words }
  | { kind: "picture"; picture: Picture; caption: string }
  | Table;

export interface Section {
  /** Anchor: letters, digits and hyphens. */
  id: string;
  heading: string;
  blocks: readonly Block[];
}

/** A report before it is Markdown, HTML or text on a terminal. */
export interface ReportDocument {
  title: string;
  /** What a reader in a hurry should take away. */
  lead: readonly Block[];
  sections: readonly Section[];
  /** Said at the end: who made this, from what. */
  footer: Words;
  /** True when any answer was simulated; said at the top and in every table's caption. */
  simulated: boolean;
  /** Further marks of every table's caption, for example "judge not calibrated". */
  marks?: readonly string[];
}

/** Every picture of a report, in order. */
export function picturesOf({ lead, sections }: ReportDocument): Picture[] {
  return [...lead, ...sections.flatMap(({ blocks }) => blocks)].flatMap((block) =>
    block.kind === "picture" ? [block.picture] : [],
  );
}

/** A table's caption, with the marks every table of the report carries. */
export function captionOf(
  table: Table,
  { simulated, marks = [] }: Pick<ReportDocument, "simulated" | "marks">,
): string {
  const said = [...(simulated ? ["simulated"] : []), ...marks];
  return said.length === 0 ? table.caption : `${table.caption} (${said.join("; ")})`;
}
