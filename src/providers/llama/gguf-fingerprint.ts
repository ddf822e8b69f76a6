import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";

const sampledBytes = 4 << 20;

/**
 * 16 hex digits that tell one GGUF file from another: sha256 over its size, first and last 4 MiB. The head holds names,
 * shapes and the vocabulary; hashing all of a file of many gigabytes would take longer than a small run.
 */
export function ggufFingerprint(file: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (cause) {
    throw new MissingFileError(`cannot open the model ${file}`, {
      hint: 'Give "file" the path of a GGUF file.',
      place: { file },
      cause,
    });
  }
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(sampledBytes, size));
    readSync(descriptor, bytes, 0, bytes.length, 0);
    if (bytes.toString("latin1", 0, 4) !== "GGUF") {
      throw new InvalidInputError("this is no GGUF file", {
        place: { file },
        hint: "Local models are GGUF files; convert others with llama.cpp's tools.",
      });
    }
    const digest = createHash("sha256").update(`${size}\n`).update(bytes);
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return digest.update(bytes).digest("hex").slice(0, 16);
  } finally {
    closeSync(descriptor);
  }
}
