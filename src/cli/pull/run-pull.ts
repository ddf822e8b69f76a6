import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { userInfo } from "node:os";
import { join, relative } from "node:path";
import { fromDisk, toDisk } from "../../schema/codec.ts";
import { type CollectionSource, collectionSource } from "../../schema/collection.ts";
import { describeShape } from "../../sources/pull/describe-shape.ts";
import { fetchBytes } from "../../sources/pull/fetch-bytes.ts";
import { sourceEdition } from "../../sources/pull/source-catalog.ts";
import { writeFileAtomic } from "../../store/atomic-file.ts";
import { asCannotWrite, codeOf } from "../../store/cannot-write.ts";
import { appendEvent } from "../../store/event-log.ts";
import { openJournal } from "../../store/journal.ts";
import { parseJournalLine, readJournalLines } from "../../store/journal-lines.ts";
import { withLock } from "../../store/run-lock.ts";
import { openWorkspace, places } from "../../store/workspace.ts";

export interface PullRequest {
  readonly cwd: string;
  readonly source: string;
  readonly edition: string;
  /** Another address for the same file: a mirror. */
  readonly url: string | null;
  readonly now: Date;
}

export interface PullResult {
  /** The file, from where the command was given. */
  readonly file: string;
  readonly record: CollectionSource;
  readonly change: "new" | "unchanged" | "changed";
  readonly warnings: readonly string[];
}

/**
 * Fetches a public file of scores into the workspace's `sources` folder, under a name that holds its hash, and adds a
 * line to `pulls.jsonl`: address, time, hash, licence, layout. Warns where content or layout differ from the pull before.
 * A file that is no table is refused and not kept.
 */
export async function runPull({ cwd, source, edition, url, now }: PullRequest): Promise<PullResult> {
  const known = sourceEdition(source, edition);
  const address = url ?? known.url;
  const { bytes, etag } = await fetchBytes(address);
  const workspace = await openWorkspace(cwd);
  const folder = places.source(workspace, source);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw asCannotWrite(error, folder);
  });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = join(folder, `edition-${edition}-${sha256.slice(0, 12)}.json`);
  const journal = join(folder, "pulls.jsonl");
  return withLock(`${journal}.lock`, { now }, async () => {
    const before = (await readPulls(journal)).findLast(({ board }) => board === `edition-${edition}`);
    const held = await readFile(file).then(
      () => true,
      () => false,
    );
    if (!held) await writeFileAtomic(file, bytes);
    const shape = await describeShape(file).catch(async (error: unknown) => {
      if (!held) await rm(file, { force: true });
      throw error;
    });
    const record: CollectionSource = {
      adapter: source,
      board: `edition-${edition}`,
      url: address,
      retrievedAt: now.toISOString(),
      ...(etag === null ? {} : { etag }),
      sha256Raw: sha256,
      rawPath: relative(workspace.folder, file),
      license: known.license,
      attribution: known.attribution,
      shape: shape.shape,
      shapeFingerprint: shape.fingerprint,
    };
    await appendPull(journal, record);
    const change = before === undefined ? "new" : before.sha256Raw === sha256 ? "unchanged" : "changed";
    await appendEvent(
      workspace,
      { type: "pull", actor: userInfo().username, inputs: [address], outputs: [`sha256:${sha256}`], verdict: change },
      { now },
    );
    return {
      file: relative(cwd, file),
      record,
      change,
      warnings: before === undefined ? [] : differences(before, record),
    };
  });
}

function differences(before: CollectionSource, now: CollectionSource): string[] {
  const warnings: string[] = [];
  if (before.sha256Raw !== now.sha256Raw) {
    const [old, fresh] = [before.sha256Raw?.slice(0, 12), now.sha256Raw?.slice(0, 12)];
    warnings.push(`the content changed since ${before.retrievedAt}: sha256 ${old}… then, ${fresh}… now`);
  }
  if (before.shapeFingerprint !== now.shapeFingerprint)
    warnings.push(`the layout changed: ${before.shape} then, ${now.shape} now`);
  else if (before.shape !== now.shape) warnings.push(`its size changed: ${before.shape} then, ${now.shape} now`);
  return warnings;
}

async function readPulls(file: string): Promise<CollectionSource[]> {
  const pulls: CollectionSource[] = [];
  try {
    for await (const line of readJournalLines(file))
      pulls.push(fromDisk(collectionSource, parseJournalLine(file, line), { file, line: line.line }));
  } catch (error) {
    const cause = (error as { cause?: unknown }).cause;
    if (codeOf(cause) !== "ENOENT") throw error;
  }
  return pulls;
}

async function appendPull(file: string, record: CollectionSource): Promise<void> {
  const journal = await openJournal(file);
  try {
    await journal.append(JSON.stringify(toDisk(collectionSource, record)));
  } finally {
    await journal.close();
  }
}
