/** Enough of a WebAssembly assembler for the numeric kernel: expressions are byte arrays, put together by functions. */
export type Code = readonly number[];

type ValueType = "i32" | "f64" | "v128";

const typeCode = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;

/** A local of the function being written. */
export interface Local {
  readonly get: Code;
  readonly set: (value: Code) => Code;
  /** local += step, an i32. */
  readonly advance: (step: Code) => Code;
}

export interface KernelFunction {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly result: ValueType | null;
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** A function of named parameters and locals. Its body ends with the result on the stack, where it has one. */
export function kernelFunction<Param extends string, Name extends string>(
  name: string,
  params: Readonly<Record<Param, ValueType>>,
  result: ValueType | null,
  locals: Readonly<Record<Name, ValueType>>,
  body: (local: Readonly<Record<Param | Name, Local>>) => readonly Code[],
): KernelFunction {
  const names = [...Object.keys(params), ...Object.keys(locals)] as (Param | Name)[];
  const table = Object.fromEntries(names.map((key, index) => [key, localAt(index)])) as Record<Param | Name, Local>;
  return {
    name,
    params: Object.values<ValueType>(params),
    result,
    locals: Object.values<ValueType>(locals),
    body: body(table).flat(),
  };
}

function localAt(index: number): Local {
  const get = [0x20, ...unsigned(index)];
  const set = (value: Code) => [...value, 0x21, ...unsigned(index)];
  return { get, set, advance: (step) => set(i32.add(get, step)) };
}

/** A function that takes its operands off the stack in order. */
function operator(...code: number[]): (...operands: readonly Code[]) => Code {
  return (...operands) => [...operands.flat(), ...code];
}

function vectorOperator(code: number): (...operands: readonly Code[]) => Code {
  return operator(0xfd, ...unsigned(code));
}

/** Operators that read or write memory: `offset` bytes past the address. `align` is a hint, log₂ of bytes. */
function memory(align: number, ...code: number[]) {
  return (offset: number, ...operands: readonly Code[]): Code => [
    ...operands.flat(),
    ...code,
    align,
    ...unsigned(offset),
  ];
}

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: operator(0x6a),
  subtract: operator(0x6b),
  multiply: operator(0x6c),
  less: operator(0x48),
  lessOrEqual: operator(0x4c),
  greaterOrEqual: operator(0x4e),
  and: operator(0x71),
  or: operator(0x72),
  isZero: operator(0x45),
};

export const f64 = {
  constant: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  load: memory(3, 0x2b),
  store: memory(3, 0x39),
  add: operator(0xa0),
  subtract: operator(0xa1),
  multiply: operator(0xa2),
  divide: operator(0xa3),
  absolute: operator(0x99),
  negate: operator(0x9a),
  squareRoot: operator(0x9f),
  equal: operator(0x61),
  less: operator(0x63),
  greater: operator(0x64),
  lessOrEqual: operator(0x65),
};

/** Two doubles side by side. */
export const f64x2 = {
  zero: [0xfd, 0x0c, ...new Array<number>(16).fill(0)] as Code,
  load: memory(3, 0xfd, 0x00),
  /** One double in both lanes. */
  loadSplat: memory(3, 0xfd, 0x0a),
  store: memory(3, 0xfd, 0x0b),
  splat: vectorOperator(0x14),
  /** The first lanes of two pairs, and their second lanes. */
  lows: operator(0xfd, 0x0d, ...lanes(0), ...lanes(16)),
  highs: operator(0xfd, 0x0d, ...lanes(8), ...lanes(24)),
  lane: (lane: 0 | 1, value: Code): Code => [...value, 0xfd, 0x21, lane],
  add: vectorOperator(0xf0),
  subtract: vectorOperator(0xf1),
  multiply: vectorOperator(0xf2),
};

function lanes(first: number): number[] {
  return Array.from({ length: 8 }, (_, byte) => first + byte);
}

/** The first of two values where the condition holds, else the second. */
export const select = operator(0x1b);

export function when(condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code {
  const rest = otherwise.length === 0 ? [] : [0x05, ...otherwise.flat()];
  return [...condition, 0x04, 0x40, ...then.flat(), ...rest, 0x0b];
}

/** Tests at the top once, then at the foot of every round. */
export function whilst(condition: Code, body: readonly Code[]): Code {
  return [...condition, 0x04, 0x40, 0x03, 0x40, ...body.flat(), ...condition, 0x0d, 0, 0x0b, 0x0b];
}

/** The bytes of a module that exports the functions and one growing memory of at least a page, "memory". */
export function assembleModule(functions: readonly KernelFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ params, result }) => [
    0x60,
    ...vector(params.map((type) => [typeCode[type]])),
    ...vector(result === null ? [] : [[typeCode[result]]]),
  ]);
  const exports = functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]);
  const bodies = functions.map(({ locals, body }) => {
    const code = [...vector(locals.map((type) => [1, typeCode[type]])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(5, vector([[0x00, 0x01]])),
    ...section(7, vector([[...text("memory"), 0x02, 0x00], ...exports])),
    ...section(10, vector(bodies)),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): Code {
  return vector([...new TextEncoder().encode(value)].map((byte) => [byte]));
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const last = value >= -0x40 && value < 0x40;
  return last ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
