import type { CommandNode } from "./command-tree.ts";

/** Files are what bash falls back on where nothing of ours fits. */
export function bashScript(nodes: readonly CommandNode[]): string {
  const places = nodes.slice(1).map((node) => `"${placeOf(node)}"`);
  const cases = nodes.map((node) => {
    const words = [...node.commands.map((command) => command.name), ...node.choices].join(" ");
    const options = node.options.flatMap((option) => option.flags).join(" ");
    return `    "${placeOf(node)}") words="${words}"; options="${options}" ;;`;
  });
  return `# Completion of assay for bash. Load it with: source <(assay completion bash)
_assay() {
  local at="" words="" options="" word current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${places.join(" | ")}) at="$at $word" ;;
    esac
  done
  case "$at" in
${cases.join("\n")}
  esac
  COMPREPLY=()
  case "$current" in
    -*) while read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$options" -- "$current") ;;
    *) while read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current") ;;
  esac
}
complete -o default -F _assay assay
`;
}

/** "" for the program, " eval run" for a command of a command. */
export function placeOf(node: CommandNode): string {
  return node.words.map((word) => ` ${word}`).join("");
}
