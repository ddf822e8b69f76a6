/** Sizes of the blocks in which products are summed: four by four in registers, the rest to fit the caches. */
export const tile = 4;
export const depthBlock = 256;
export const rowBlock = 64;
export const colBlock = 512;
