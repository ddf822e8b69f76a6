import type { CacheShare } from "../../../store/answer-cache.ts";
import { type CommandModule, example } from "../../command.ts";
import { plainText } from "../../plain-text.ts";

export const register: CommandModule["register"] = (command, io, wrap) => {
  command.description("what the answer cache holds, and taking old answers out of it").helpCommand(false);
  command
    .command("ls")
    .description("answers kept, by stage and model")
    .option("--json", "print one object")
    .addHelpText("after", example("assay eval cache ls"))
    .action(
      wrap(async (flags: { json?: boolean }) => {
        const { surveyAnswerCache } = await import("../../../store/answer-cache.ts");
        const { requireWorkspace } = await import("../../../store/workspace.ts");
        const shares = await surveyAnswerCache(await requireWorkspace(io.cwd));
        if (flags.json) io.out(`${JSON.stringify({ cache: shares }, null, 2)}\n`);
        else io.out(shares.length === 0 ? "The answer cache is empty.\n" : await table(shares, io.width));
        return 0;
      }),
    );
  command
    .command("prune")
    .description("take answers out that are older than this")
    .requiredOption("--older <time>", "such as 14d or 12h")
    .option("--json", "print one object")
    .addHelpText("after", example("assay eval cache prune --older 14d"))
    .action(
      wrap(async (flags: { older: string; json?: boolean }) => {
        const { pruneAnswerCache } = await import("../../../store/answer-cache.ts");
        const { requireWorkspace } = await import("../../../store/workspace.ts");
        const { parseWait } = await import("../../../run/settings.ts");
        const ageMs = parseWait("--older", flags.older);
        const pruned = await pruneAnswerCache(await requireWorkspace(io.cwd), new Date(Date.now() - ageMs));
        const { removed, kept, freedBytes } = pruned;
        if (flags.json) io.out(`${JSON.stringify({ removed, kept, freed_bytes: freedBytes }, null, 2)}\n`);
        else io.out(`${removed} answers taken out, ${kept} kept, ${size(freedBytes)} freed\n`);
        return 0;
      }),
    );
  command.addHelpText("after", example("assay eval cache ls", "assay eval cache prune --older 14d"));
};

async function table(shares: readonly CacheShare[], width: number): Promise<string> {
  const { textTable } = await import("../../../report/text-table.ts");
  const columns = [
    { label: "stage", align: "left" as const },
    { label: "model", align: "left" as const },
    { label: "answers", align: "right" as const },
    { label: "size", align: "right" as const },
    { label: "oldest", align: "left" as const },
    { label: "newest", align: "left" as const },
  ];
  const rows = shares.map((share) => [
    share.stage,
    plainText(share.model),
    String(share.entries),
    size(share.bytes),
    share.oldest.slice(0, 16),
    share.newest.slice(0, 16),
  ]);
  return textTable({ columns, rows }, width);
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
