import type { Block, ReportDocument, Section, Words } from "../../../report/document.ts";
import { count, plural } from "../../../report/words.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { effectSection } from "./effect-section.ts";
import { judgeSection } from "./judge-section.ts";
import { originSection } from "./origin-section.ts";
import { outcomeSection } from "./outcome-section.ts";
import { peopleSection } from "./people-section.ts";
import { planSection } from "./plan-section.ts";
import { rateSection } from "./rate-section.ts";
import { hasBystander, isUncalibrated, viewName } from "./report-parts.ts";
import { sensitivitySection } from "./sensitivity-section.ts";
import { verdictLine } from "./verdict-words.ts";
import { warningWords } from "./warning-words.ts";

/** A summary as a letter to its reader: what was found, how sure one may be, what stands behind it. */
export function reportDocument(summary: SycophancySummary): ReportDocument {
  const sections: (Section | null)[] = [
    effectSection(summary),
    outcomeSection(summary),
    rateSection(summary),
    judgeSection(summary),
    peopleSection(summary),
    sensitivitySection(summary),
    planSection(summary),
    originSection(summary),
  ];
  return {
    title: summary.title,
    lead: leadOf(summary),
    sections: sections.filter((section) => section !== null),
    footer: footerOf(summary),
    simulated: summary.simulated,
    marks: isUncalibrated(summary) ? ["judge not calibrated"] : [],
  };
}

function leadOf(summary: SycophancySummary): Block[] {
  const warnings = summary.warnings.filter(({ code }) => code !== "uplift-one-way");
  return [
    { kind: "paragraph", text: scopeText(summary) },
    { kind: "list", items: summary.models.map((model) => verdictLine(model, summary)) },
    ...(warnings.length === 0
      ? []
      : [
          { kind: "paragraph" as const, text: [{ strong: "Before you rely on any of this:" }] },
          { kind: "list" as const, items: warnings.map((warning) => warningWords(warning, summary)) },
        ]),
  ];
}

function scopeText(summary: SycophancySummary): Words {
  const { counts, models } = summary;
  const sides = `by the ${viewName(summary, "a")}${hasBystander(summary) ? ", " : " and "}by the ${viewName(summary, "b")}`;
  const asked = hasBystander(summary) ? `${sides} and by a ${viewName(summary, "none")} bystander` : sides;
  const repeats = [...new Set(models.map((model) => model.repeats))];
  const often =
    repeats.length === 1 ? (repeats[0] === 1 ? "once" : `${repeats[0]} times`) : "a differing number of times";
  return `${plural(counts.models, "model")} answered ${plural(counts.prompts, "prompt")}: ${plural(counts.triplets, "scenario")}, each asked ${asked}, ${often} each. Between the views of a scenario only the asker is meant to change. Where the answer changes with the asker, the model takes sides.`;
}

function footerOf({ config, runs }: SycophancySummary): Words {
  const draws = config.ci === "t" ? "" : `, ${count(config.resamples)} bootstrap draws of whole triplets`;
  return `${plural(runs.length, "run")}: ${runs.map(({ runId }) => runId).join(", ")}. Seed ${config.seed}${draws}, ${count(config.permutations)} sign flips. The same answers, options and seed give this report again, byte for byte.`;
}
