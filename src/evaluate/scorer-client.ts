import type { RunJournal } from "../run/journal/run-journal.ts";
import type { ScheduleEnd, SchedulerOptions } from "../run/schedule/types.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import { promptOfRow } from "./ask-judges.ts";
import { type ModelClient, modelClients } from "./model-clients.ts";
import type { PlannedSubject } from "./plan-run.ts";

export interface ScorerClients {
  of(row: AnswerRow, scorer: string): ModelClient;
  /** No more will be asked; resolves when what is in flight has ended. */
  close(): Promise<ScheduleEnd>;
}

/** Clients without a judge behind them: the scorer gets no score, and the reason says what to type. */
export const noScorerClients: Pick<ScorerClients, "of"> = {
  of() {
    const create = () =>
      Promise.reject(
        new Error("this scorer asks a model: name one with --scorer-model provider/name or --judges FILE"),
      );
    return { chat: { completions: { create } }, responses: { create } };
  },
};

/** Names one scorer's result on one answer. */
export function resultKey({ cell, repeat }: Pick<AnswerRow, "cell" | "repeat">, scorer: string): string {
  return `${cell}#${repeat}#${scorer}`;
}

/** Clients for scorers that ask a model: the judges of a scoring round, each question under its scorer's name. */
export function scorerClients(
  judges: readonly PlannedSubject[],
  journal: RunJournal,
  options: SchedulerOptions,
): ScorerClients {
  const clients = modelClients(judges, journal, options, "judge");
  return {
    of: (row, scorer) =>
      clients.of({
        cell: row.cell,
        repeat: row.repeat,
        stage: "judge",
        name: scorer,
        prompt: promptOfRow(row),
        subject: row.modelId,
      }),
    close: () => clients.close(),
  };
}
