/** Eigenpairs as the two methods hand them over, in no order: the vector of values[k] is row k of the n × n array. */
export interface EigenRows {
  readonly values: Float64Array;
  readonly rows: Float64Array;
}
