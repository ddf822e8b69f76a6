import { join } from "node:path";
import type { ResolvedModel } from "../providers/provider.ts";
import { conversationOf } from "../run/cells/conversation.ts";
import { readRoster } from "../run/roster/read-roster.ts";
import { costOf, estimateTokens } from "../run/schedule/budget.ts";
import type { GridLint } from "../run/suite/lint/finding.ts";
import { gridLinter } from "../run/suite/lint/lint-grid.ts";
import type { PromptRow } from "../schema/run/prompt-row.ts";
import type { RunPlan } from "./plan-run.ts";

export interface RunEstimate {
  readonly suite: string;
  readonly prompts: number;
  readonly triplets: number | null;
  readonly repeats: number;
  readonly calls: number;
  readonly subjects: readonly {
    readonly id: string;
    readonly provider: string;
    readonly endpoint: string | null;
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** null when the model has no price. */
    readonly usd: number | null;
    readonly priceAsOf: string | null;
    /** At the declared requests and tokens a minute; null when none is declared. */
    readonly minutes: number | null;
    readonly paramsDropped: readonly string[];
  }[];
  /** What judging the answers would take, by the roster of judges here; empty where none is or nothing is judged. */
  readonly judges: readonly { readonly id: string; readonly calls: number; readonly usd: number | null }[];
  /** What lint minds about the prompts; null for a grid file. */
  readonly findings: GridLint["findings"] | null;
  readonly usd: number | null;
  /** How the token counts came about. */
  readonly basis: string;
}

/** Tokens an answer is taken to have when nothing caps it. */
const assumedOutputTokens = 400;

/** Without the neutral view a triplet is whole with the views that are left. */
function viewsOf({ shape, request }: RunPlan): readonly string[] {
  return request.grid?.includeNeutral === false ? [] : (shape?.views ?? []);
}

/** A judge's question: guideline and frame, then the answer; and its reply. */
const judgeFrameTokens = 500;
const judgeReplyTokens = 80;

/** Two label orders an answer, from every judge of another family. Re-asks and second askings come on top. */
async function judgeCalls({ scoring, subjects, request }: RunPlan, answers: number): Promise<RunEstimate["judges"]> {
  if (!scoring.scorers.some(({ use }) => use === "judge-panel")) return [];
  const roster = await readRoster(join(request.cwd, "judges.json")).catch(() => null);
  return (roster?.entries ?? []).map(({ id, family, price }) => {
    const judged = subjects.filter(({ model }) => model.id !== id && (family === undefined || model.family !== family));
    const calls = 2 * answers * judged.length;
    const input = calls * (judgeFrameTokens + assumedOutputTokens);
    const usage = { input, output: calls * judgeReplyTokens, reasoning: null, cachedInput: null };
    return { id, calls, usd: price === undefined ? null : costOf({ price } as ResolvedModel, usage, null) };
  });
}

/** Calls a prompt takes, tokens of its own words over all of them, and how often an earlier reply is sent again. */
function conversationSize(row: PromptRow): { fixed: number; calls: number; replies: number } {
  const conversation = conversationOf(row);
  if (conversation === null) return { fixed: estimateTokens(row.messages), calls: 1, replies: 0 };
  const { opening, asked } = conversation;
  let fixed = 0;
  for (let turn = 1; turn <= asked.length; turn++) {
    fixed += estimateTokens([...opening, ...asked.slice(0, turn).map((content) => ({ content }))]);
  }
  return { fixed, calls: asked.length, replies: (asked.length * (asked.length - 1)) / 2 };
}

/** Calls, tokens, cost and time of a plan, without a call. Token counts are estimates: characters over four. */
export async function estimateRun(plan: RunPlan): Promise<RunEstimate> {
  let fixedPerPass = 0;
  let callsPerPass = 0;
  let repliesPerPass = 0;
  const { lintHints } = plan.grid;
  const linter = lintHints === undefined ? null : gridLinter({ ...lintHints, views: viewsOf(plan) });
  for await (const row of plan.grid.rows()) {
    linter?.see(row);
    const { fixed, calls, replies } = conversationSize(row);
    fixedPerPass += fixed;
    callsPerPass += calls;
    repliesPerPass += replies;
  }
  const repeats = plan.settings.repeats.value;
  const calls = callsPerPass * repeats;
  const subjects = plan.subjects.map(({ model, params, dropped }) => {
    const perReply = params.maxOutputTokens ?? assumedOutputTokens;
    const input = (fixedPerPass + repliesPerPass * perReply) * repeats;
    const output = calls * perReply;
    const { rpm, tpm } = model.limits;
    const minutes = [rpm === null ? null : calls / rpm, tpm === null ? null : (input + output) / tpm].filter(
      (value) => value !== null,
    );
    return {
      id: model.id,
      provider: model.provider,
      endpoint: model.baseUrl,
      calls,
      inputTokens: input,
      outputTokens: output,
      usd: costOf(model, { input, output, reasoning: null, cachedInput: null }, null),
      priceAsOf: model.price?.asOf ?? null,
      minutes: minutes.length === 0 ? null : Math.max(...minutes),
      paramsDropped: dropped,
    };
  });
  const costs = subjects.map((subject) => subject.usd);
  return {
    suite: plan.suite.id,
    prompts: plan.grid.prompts,
    triplets: plan.grid.triplets,
    repeats,
    calls: calls * subjects.length,
    subjects,
    judges: await judgeCalls(plan, plan.grid.prompts * repeats),
    findings: linter?.finish().findings ?? null,
    usd: costs.includes(null) ? null : costs.reduce<number>((sum, usd) => sum + (usd ?? 0), 0),
    basis: `estimate: characters / 4 in, ${assumedOutputTokens} tokens out unless capped`,
  };
}
