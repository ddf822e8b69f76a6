import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { asCannotWrite } from "../store/cannot-write.ts";

/** Writes lines to a temporary file and renames it; answers with what the generator returned, hash and size. */
export async function writeLines<R>(
  file: string,
  lines: Generator<string, R> | AsyncGenerator<string, R>,
): Promise<{ value: R; sha256: string; bytes: number }> {
  const temporary = `${file}.${process.pid}.tmp`;
  const digest = createHash("sha256");
  let bytes = 0;
  let batch = "";
  try {
    const handle = await open(temporary, "w");
    try {
      const flush = async () => {
        const block = Buffer.from(batch);
        batch = "";
        bytes += block.length;
        digest.update(block);
        await handle.writeFile(block);
      };
      for (;;) {
        const step = await lines.next();
        if (step.done) {
          await flush();
          await handle.sync();
          await handle.close();
          await rename(temporary, file);
          return { value: step.value, sha256: digest.digest("hex"), bytes };
        }
        batch += `${step.value}\n`;
        if (batch.length > 1 << 18) await flush();
      }
    } finally {
      await handle.close().catch(() => undefined);
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw asCannotWrite(error, file);
  }
}
