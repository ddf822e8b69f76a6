/** One step into a JSON document: an object key or an array index. */
export type JsonPath = readonly (string | number)[];

/** `["items", 3, "ci", "low"]` → `items[3].ci.low`; keys that are not plain words are quoted: `factors["a b"]`. */
export function formatJsonPath(path: JsonPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}
