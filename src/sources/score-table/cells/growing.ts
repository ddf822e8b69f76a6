/** A list of numbers that grows without boxing them. */
export interface Growing<A extends Int32Array | Float64Array> {
  push(value: number): void;
  /** The numbers so far; of the list's own memory. */
  view(): A;
}

export function growingInts(): Growing<Int32Array> {
  let values = new Int32Array(1024);
  let length = 0;
  return {
    push: (value) => {
      if (length === values.length) {
        const larger = new Int32Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    view: () => values.subarray(0, length),
  };
}

export function growingFloats(): Growing<Float64Array> {
  let values = new Float64Array(1024);
  let length = 0;
  return {
    push: (value) => {
      if (length === values.length) {
        const larger = new Float64Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    view: () => values.subarray(0, length),
  };
}
