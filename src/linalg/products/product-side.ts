/** How to read entry (i, k) of one side of a product: `data[offset + i * step + k * depthStep]`. */
export interface ProductSide {
  readonly data: Float64Array;
  readonly offset: number;
  readonly step: number;
  readonly depthStep: number;
}

/** A block inside a row-major array: entry (i, j) is `data[offset + i * stride + j]`. */
export interface ProductTarget {
  readonly data: Float64Array;
  readonly offset: number;
  readonly stride: number;
}

export interface ProductShape {
  readonly rows: number;
  readonly cols: number;
  readonly depth: number;
  /** Only entries on and under the diagonal are promised; tiles wholly above it are left alone. */
  readonly lowerOnly?: boolean;
  /** −1 subtracts the product. */
  readonly sign?: 1 | -1;
}
