import { placeOf } from "./bash-script.ts";
import type { CommandNode } from "./command-tree.ts";

export function fishScript(nodes: readonly CommandNode[]): string {
  const places = nodes.slice(1).map((node) => quoted(placeOf(node)));
  return `# Completion of assay for fish. Load it with: assay completion fish | source
function __assay_at
    set -l at ""
    set -l typed (commandline -opc)
    for word in $typed[2..-1]
        switch "$at $word"
            case ${places.join(" ")}
                set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c assay -e
${nodes.flatMap(linesOf).join("\n")}
`;
}

function linesOf(node: CommandNode): string[] {
  const start = `complete -c assay -n ${quoted(`__assay_at ${quoted(placeOf(node))}`)}`;
  return [
    ...node.commands.map(({ name, summary }) => `${start} -f -a ${name} -d ${quoted(summary)}`),
    ...node.choices.map((choice) => `${start} -f -a ${choice}`),
    ...node.options.map(({ flags, takesValue, summary }) => {
      const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
      return `${start} ${names.join(" ")}${takesValue ? " -r" : ""} -d ${quoted(summary)}`;
    }),
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
