import { describe, expect, test } from "vitest";
import { mulberry32 } from "./mulberry32.ts";
import { drawIntegers } from "./rng.ts";
import { blockStream, rngStream } from "./rng-stream.ts";
import { sha256Words } from "./sha256.ts";
import { xoshiro128 } from "./xoshiro128.ts";

const take = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);
const hex = (words: Uint32Array) => Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");

describe("sha256Words", () => {
  test.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
    ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
  ])("gives the FIPS 180-4 digest (case %#)", (text, digest) => {
    expect(hex(sha256Words(text))).toBe(digest);
  });
});

describe("xoshiro128**", () => {
  test("gives the published sequence from state 1,2,3,4, also after a jump (§2)", () => {
    const generator = xoshiro128([1, 2, 3, 4]);
    expect(take(10, generator.nextUint32)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
    const jumped = xoshiro128([1, 2, 3, 4]);
    jumped.jump();
    expect(take(3, jumped.nextUint32)).toEqual([1194304935, 745561276, 25819468]);
  });
});

describe("rngStream", () => {
  test("gives the vectors of the format (§2)", () => {
    const plain = rngStream(1);
    expect(take(2, plain.nextUint32)).toEqual([1288588718, 1130431479]);
    expect(take(3, rngStream(1, "bootstrap").nextUint32)).toEqual([1249957293, 2660269768, 2748722445]);
    expect(take(2, rngStream(1, "bootstrap").float)).toEqual([0.29102836265707255, 0.6399868180209235]);
    const rng = rngStream(1, "bootstrap");
    expect(take(8, () => rng.integer(15))).toEqual([4, 9, 9, 9, 12, 10, 12, 3]);
  });

  test("fork depends on the names only, not on what was drawn", () => {
    const parent = rngStream(7, "a");
    parent.float();
    expect(take(4, parent.fork("b").nextUint32)).toEqual(take(4, rngStream(7, "a", "b").nextUint32));
    expect(blockStream(rngStream(7, "a"), 2047).stream).toEqual(["a", "block", "1"]);
  });

  test("streams with different names are uncorrelated over 100,000 floats", () => {
    const a = rngStream(1, "a");
    const b = rngStream(1, "b");
    let product = 0;
    for (let i = 0; i < 100_000; i++) product += (a.float() - 0.5) * (b.float() - 0.5);
    expect(Math.abs((product / 100_000) * 12)).toBeLessThan(0.01);
  });

  test.each([1.5, Number.NaN, 2 ** 60])("refuses the seed %s", (seed) => {
    expect(() => rngStream(seed)).toThrow("safe integer");
  });

  test("integers are uniform, also beyond 2²¹ and for sizes that do not divide 2³²", () => {
    const rng = rngStream("uniform");
    for (const n of [3, 7, 2 ** 21, 2 ** 21 + 1, 3 * 2 ** 51]) {
      let sum = 0;
      for (let i = 0; i < 20_000; i++) {
        const value = rng.integer(n);
        expect(value >= 0 && value < n && Number.isInteger(value)).toBe(true);
        sum += (value + 0.5) / n;
      }
      expect(Math.abs(sum / 20_000 - 0.5)).toBeLessThan(0.01);
    }
    expect(() => rng.integer(0)).toThrow("whole number");
  });

  test("normals have mean 0, variance 1 and normal tails", () => {
    const rng = rngStream(3, "normal");
    const draws = take(50_000, rng.normal);
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((a, b) => a + b * b, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    expect(Math.abs(draws.filter((z) => z > 1.959964).length / draws.length - 0.025)).toBeLessThan(0.003);
  });
});

test("mulberry32 gives the sequence scripts elsewhere give (§2)", () => {
  const rng = mulberry32(12345);
  expect(take(3, rng.float)).toEqual([0.9797282677609473, 0.3067522644996643, 0.484205421525985]);
  expect(() => rng.jump()).toThrow("cannot jump");
});

describe("drawIntegers", () => {
  test.each([1, 2, 3, 15, 1000, 2 ** 20 + 7, 2 ** 21 - 1, 2 ** 21 + 1])(
    "gives below %i what integer gives one by one",
    (n) => {
      for (const start of [() => rngStream(3, "bulk", String(n)), () => mulberry32(n)]) {
        const [bulk, single] = [start(), start()];
        const drawn = new Int32Array(3000);
        drawIntegers(bulk, n, drawn, 0, 1000);
        drawIntegers(bulk, n, drawn, 1000, 3000);
        expect(Array.from(drawn)).toEqual(take(3000, () => single.integer(n)));
        expect(bulk.nextUint32()).toBe(single.nextUint32());
      }
    },
  );
});
