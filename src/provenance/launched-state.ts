import type { LaunchedState } from "../schema/provenance-record.ts";
import { askProgram, baseName } from "./ask-program.ts";

/** Programs that say their own version when asked, and how to ask. */
const interpreters: readonly { matches: RegExp; ask: readonly string[] }[] = [
  { matches: /^(?:python|pypy)[\d.]*$/, ask: ["--version"] },
  { matches: /^(?:node|bun|deno)$/, ask: ["--version"] },
  { matches: /^(?:R|Rscript|julia|ruby|perl|php|java|torchrun|accelerate)$/, ask: ["--version"] },
];

/** The program at the head of `argv` and what it runs on, as it says itself. `packages`: versions that it reported. */
export async function launchedState(
  argv: readonly string[],
  { packages = {}, timeoutMs = 3_000 }: { packages?: Record<string, string>; timeoutMs?: number } = {},
): Promise<LaunchedState> {
  const [program] = argv;
  if (program === undefined) return { status: "absent", why: "no program was launched" };
  const command = baseName(program).replace(/\.exe$/i, "");
  const interpreter = interpreters.find(({ matches }) => matches.test(command));
  if (interpreter === undefined) return { status: "present", command, interpreter: null, packages };
  const answer = await askProgram(program, interpreter.ask, { timeoutMs });
  if (!answer.ok) return { status: "absent", why: answer.why };
  const [first = ""] = answer.stdout.trim().split("\n");
  return { status: "present", command, interpreter: `${first.slice(0, 120)}` || null, packages };
}
