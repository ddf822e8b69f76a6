import { dotRows } from "../../../report/pictures/dot-rows.ts";
import type { Picture } from "../../../report/pictures/picture.ts";
import { textTable } from "../../../report/text-table.ts";
import { number, percent, plural } from "../../../report/words.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { NextPlan } from "../next/plan-next.ts";
import type { Suggestion } from "../next/suggestion.ts";

type Named = Pick<ScoreTable, "models" | "benchmarks">;

/** What to run next and what it is expected to tell. `top`: lines of the ranking that are shown. */
export function nextText(plan: NextPlan, table: Named, costUnit: string, top: number, width: number): string {
  const { aim, ranking, picks, leftOut } = plan;
  const nameOf = (j: number) => table.benchmarks[j]!.name;
  const shown = ranking.slice(0, top);
  const set = picks.length > 1 ? [`${picksTitle(plan, costUnit)}\n`, suggestionTable(plan, picks, table, width)] : [];
  return [
    `${table.models[plan.model]!.name}: ${plural(leftOut.measured, "score")} measured; ${question(plan, table)}\n`,
    suggestionTable(plan, shown, table, width),
    ...(ranking.length > top ? [`… and ${ranking.length - top} more: --top, --json or --out has them\n`] : []),
    ...set,
    ...(leftOut.withoutRange.length > 0
      ? [`not offered, too few scores to know them: ${leftOut.withoutRange.map(nameOf).join(", ")}\n`]
      : []),
    ...(leftOut.tooDear > 0 ? [`not offered, above --cost-cap: ${plural(leftOut.tooDear, "benchmark")}\n`] : []),
    `Expected before anything is run, by factor analysis of the table; ${
      aim.kind === "target" ? "in the target's own unit" : "points are per cent, or hundredths of the measured range"
    }. What a benchmark tells of its own score does not count.\n`,
  ].join("\n");
}

function question({ aim, targets, halfWidth }: NextPlan, table: Named): string {
  const doubt = `90 % half-width ${number(halfWidth, 1)}`;
  if (aim.kind === "target") return `to tell ${table.benchmarks[aim.benchmark]!.name}, ${doubt}`;
  const mean = `${plural(targets.length, "missing one")}, mean ${doubt} points`;
  if (aim.kind === "variance") return `to tell the ${mean}`;
  const against =
    aim.against.length === 1 ? table.models[aim.against[0]!]!.name : `the ${aim.against.length} expected to be best`;
  return `to put it in order with ${against} on the ${mean}`;
}

function picksTitle({ picks }: NextPlan, unit: string): string {
  const cost = picks.reduce((sum, pick) => sum + pick.cost, 0);
  const shrinkage = picks.reduce((sum, pick) => sum + pick.shrinkage, 0);
  return `to run, in order, each on top of those before; together cost ${plain(cost)} ${unit}, half-width ${number(-shrinkage, 2)}`;
}

function suggestionTable({ aim }: NextPlan, rows: readonly Suggestion[], table: Named, width: number): string {
  const ordering = aim.kind === "rank";
  return textTable(
    {
      columns: [
        { label: "", align: "right" },
        { label: "benchmark", align: "left" },
        { label: "cost", align: "right" },
        ...(ordering ? [{ label: "misordered", align: "right" as const }] : []),
        { label: "half-width", align: "right" },
        { label: "per cost", align: "right" },
        ...(aim.kind === "target" ? [] : [{ label: "profits most (half-width)", align: "left" as const }]),
      ],
      rows: rows.map(({ benchmark, cost, gain, shrinkage, shrinkagePerCost, profits }, at) => [
        String(at + 1),
        table.benchmarks[benchmark]!.name,
        plain(cost),
        ...(ordering ? [percent(-gain, 2)] : []),
        number(-shrinkage, 3),
        significant(-shrinkagePerCost),
        ...(aim.kind === "target" ? [] : [profits.map((one) => profit(one, table)).join(", ")]),
      ]),
    },
    width,
  );
}

function profit({ benchmark, before, after }: Suggestion["profits"][number], table: Named): string {
  return `${table.benchmarks[benchmark]!.name} ${number(before, 1)} → ${number(after, 1)}`;
}

/** A cost as it was given, without the noise of adding. */
function plain(cost: number): string {
  return String(Number(cost.toPrecision(8)));
}

/** Three significant digits: a cost may be cents or thousands. */
function significant(value: number): string {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}

const drawn = 25;

/** The first lines of the ranking as dots. */
export function nextPicture({ aim, ranking, model, halfWidth }: NextPlan, table: Named, costUnit: string): Picture {
  const rows = ranking.slice(0, drawn);
  return dotRows({
    name: "next",
    title: `What to run next on ${table.models[model]!.name}`,
    subtitle: `By expected gain per cost (${costUnit}), the best on top. The dot: by how much one score there would narrow the 90 % intervals of the missing scores on average, now ±${number(halfWidth, 1)}.`,
    alt: `Expected fall of the mean half-width for ${rows.length} benchmarks`,
    axisLabel: aim.kind === "target" ? "fall of the half-width" : "fall of the mean half-width, points",
    rows: rows.map(({ benchmark, cost, shrinkage }) => ({
      label: table.benchmarks[benchmark]!.name,
      value: shrinkage,
      group: "expected",
      note: `cost ${plain(cost)}`,
    })),
    groups: ["expected"],
    fromZero: true,
    names: {},
    simulated: false,
  });
}
