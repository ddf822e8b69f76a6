import { expect, test } from "vitest";
import { contentHash } from "./content-hash.ts";

test("the hash is sha256 of the canonical spelling", () => {
  // printf '{"a":1,"b":[true,null]}' | sha256sum
  expect(contentHash({ b: [true, null], a: 1.0 })).toBe(
    "1cc69c7fa23616ca2ec3ee70d24390a6225c8832db8a4c814c7e0e7f942f8668",
  );
});
