import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

/** IEEE 754 bits → the number they stand for. */
function fromBits(hex: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}

describe("numbers are spelled as in RFC 8785 appendix B", () => {
  test.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("%s → %s", (bits, text) => {
    expect(canonicalJson(fromBits(bits))).toBe(text);
  });
});

test("keys are sorted by UTF-16 code units, not by code point or locale", () => {
  const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
  expect([...canonicalJson(value).matchAll(/:(\d)/g)].map((found) => found[1]).join("")).toBe("2467153");
});

test("text is escaped only where JSON demands it, in the short form where there is one", () => {
  expect(canonicalJson("\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/\u007f\u2028")).toBe(
    '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f\u2028"',
  );
});

test("the RFC's example object has the RFC's spelling", () => {
  const value = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F","literals":[null,true,false]}',
  );
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f"}',
  );
});

test.each([
  ["NaN", { a: [1, Number.NaN] }, "a[1]"],
  ["Infinity", { a: { "b c": Number.POSITIVE_INFINITY } }, 'a["b c"]'],
  ["undefined", { a: undefined }, "a"],
  ["a hole", new Array(2), "[0]"],
  ["a bigint", [1n], "[0]"],
  ["a function", { run: () => 1 }, "run"],
  ["a date", { at: new Date(0) }, "at"],
  ["a map", { by: new Map() }, "by"],
  ["half a surrogate pair", { text: "cut \ud83d" }, "text"],
  ["half a surrogate pair in a key", { "\udc00": 1 }, '["\\udc00"]'],
])("%s is refused with its path", (_name, value, path) => {
  expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: "invalid-input", place: { path } }));
});

test("a value that contains itself is refused, not a stack overflow", () => {
  const value: Record<string, unknown> = {};
  value["self"] = value;
  expect(() => canonicalJson(value)).toThrow(/nested deeper/);
});

test("any JSON value reads back as itself, and its spelling does not depend on key order", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(canonicalJson(reverseKeys(value))).toBe(text);
    }),
  );
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, reverseKeys(part)] as const);
  return Object.fromEntries(entries.reverse());
}
