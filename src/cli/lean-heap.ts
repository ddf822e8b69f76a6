import { setFlagsFromString } from "node:v8";

/**
 * Lets the heap grow by a third between full collections, where V8 would let it double: about 45 MB less at hundreds of
 * calls in flight, for some 0.1 ms CPU a call. For commands whose garbage is many times what they keep.
 */
export function keepHeapLean(): void {
  setFlagsFromString("--heap-growing-percent=35");
}
