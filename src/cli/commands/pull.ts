import { type CommandModule, example } from "../command.ts";
import { jsonText } from "../json-text.ts";

interface Flags {
  edition: string;
  url?: string;
  json?: boolean;
}

export const register: CommandModule["register"] = (command, io, wrap) => {
  command
    .argument("<source>", "what to fetch: benchpress")
    .option("--edition <n>", "which edition of it", "1")
    .option("--url <address>", "fetch it from here instead, a mirror for one")
    .option("--json", "print one object with file, address, hash and licence")
    .addHelpText(
      "after",
      example(
        "assay pull benchpress",
        "assay pull benchpress --edition 2",
        "assay matrix extract --data .assay/sources/benchpress/edition-1-….json",
      ),
    )
    .action(
      wrap(async (source: string, { edition, url, json }: Flags) => {
        const { runPull } = await import("../pull/run-pull.ts");
        const { file, record, change, warnings } = await runPull({
          cwd: io.cwd,
          source,
          edition,
          url: url ?? null,
          now: new Date(),
        });
        for (const warning of warnings) io.err(`warning: ${warning}\n`);
        if (json) {
          io.out(
            jsonText({
              file,
              change,
              warnings,
              url: record.url,
              retrieved_at: record.retrievedAt,
              sha256: record.sha256Raw,
              license: record.license,
              shape: record.shape,
            }),
          );
          return 0;
        }
        io.out(
          [
            `${change}: ${file}`,
            `from ${record.url}, sha256 ${record.sha256Raw}`,
            `licence ${record.license}; ${record.attribution}`,
            `holds ${record.shape}`,
            `Go on with: assay matrix extract --data ${file}`,
            "",
          ].join("\n"),
        );
        return 0;
      }),
    );
};
