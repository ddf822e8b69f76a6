import { basename, resolve } from "node:path";
import { pictureFiles } from "../../../report/picture-files.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { requirePredictions } from "../../../studies/matrix/audit/runs/parse-predictions.ts";
import { detectLeakage } from "../../../studies/matrix/leakage/detect-leakage.ts";
import { leakageOnDisk, leakagePicture, leakageText } from "../../../studies/matrix/leakage/leakage-report.ts";
import type { Io } from "../../io.ts";
import { jsonText } from "../../json-text.ts";
import { plainText } from "../../plain-text.ts";
import { openOutput } from "../output-folder.ts";
import type { AuditFlags } from "./audit-flags.ts";
import { readGround, readText } from "./audit-inputs.ts";

/** `audit --predictions`: whether one file knows what only the held-out cells could tell. A leak exits 1. */
export async function auditThePredictions(io: Io, flags: AuditFlags): Promise<number> {
  const { seed = 1, resamples = 10_000 } = flags;
  const output = await openOutput(io.cwd, flags);
  const file = resolve(io.cwd, flags.predictions!);
  const text = await readText(file, "the predictions");
  const { held, reference } = await readGround(io, flags);
  const { values, present, foreign } = requirePredictions(text, file, held);
  const finding = detectLeakage(reference, values, {
    rng: rngStream(seed, "audit", "predictions"),
    resamples,
    ...(flags.ownMae === undefined ? {} : { ownMae: flags.ownMae }),
  });
  const told = { file: basename(file), predicted: present, asked: held.length, foreign };
  const record = leakageOnDisk(finding, reference, told);
  await output?.write({
    "leakage.json": `${JSON.stringify(record, null, 2)}\n`,
    ...pictureFiles([leakagePicture(finding, reference, told.file)]),
  });
  io.out(flags.json ? jsonText(record) : plainText(leakageText(finding, reference, told)));
  if (output !== null) io.err(`written: ${output.path}\n`);
  return finding.verdict === "leak" ? 1 : 0;
}
