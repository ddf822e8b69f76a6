import { expect, test } from "vitest";
import { escapeMarkup } from "./escape-markup.ts";

test.each([
  ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
  [`" onload='x'`, "&quot; onload=&#39;x&#39;"],
  ["a & b", "a &amp; b"],
  ["\u001b[31mred\u0000", "[31mred"],
  ["half \ud800 pair", "half \ufffd pair"],
  ["Ünïcode – ok\n", "Ünïcode – ok\n"],
])("%j becomes %j", (text, escaped) => {
  expect(escapeMarkup(text)).toBe(escaped);
});
