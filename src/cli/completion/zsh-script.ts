import { placeOf } from "./bash-script.ts";
import type { CommandNode } from "./command-tree.ts";

export function zshScript(nodes: readonly CommandNode[]): string {
  const places = nodes.slice(1).map((node) => `"${placeOf(node)}"`);
  const cases = nodes.map((node) => {
    const words = [
      ...node.commands.map(({ name, summary }) => entry(name, summary)),
      ...node.choices.map((choice) => entry(choice, "")),
    ];
    const options = node.options.flatMap(({ flags, summary }) => flags.map((flag) => entry(flag, summary)));
    return `    "${placeOf(node)}")\n      entries=(${words.join(" ")})\n      options=(${options.join(" ")}) ;;`;
  });
  return `#compdef assay
# Completion of assay for zsh. Load it with: source <(assay completion zsh)
_assay() {
  local at="" word
  local -a entries options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      ${places.join(" | ")}) at="$at $word" ;;
    esac
  done
  case "$at" in
${cases.join("\n")}
  esac
  if [[ "$PREFIX" == -* ]]; then
    _describe -o option options
  elif (( $#entries )); then
    _describe command entries
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" == _assay ]]; then
  _assay "$@"
else
  compdef _assay assay
fi
`;
}

/** 'name:what it does', quoted; a colon in the name would end it. */
function entry(name: string, summary: string): string {
  const text = summary === "" ? name : `${name}:${summary}`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
