import { areaY, axisX, axisY, dot, gridX, gridY, line, ruleY, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { hatchDefinitions } from "./hatches.ts";
import { colour } from "./palette.ts";
import { framePicture, type Picture } from "./picture.ts";

export interface BoundaryLook {
  /** Share of the planned information, (0, 1]. */
  fraction: number;
  /** What |z| must exceed; null where nothing may be spent. */
  boundary: number | null;
  /** The statistic, + for better; null for a look that lies ahead. */
  z: number | null;
}

export interface SequentialBoundaryPicture {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  /** In the order of the information, those taken first. */
  looks: readonly BoundaryLook[];
  simulated: boolean;
}

const [width, height] = [736, 360];
const hatch = { colour: "muted", pattern: "diagonal" } as const;

/** A group-sequential boundary over the information, with the path of the statistic so far. Hatched: stop. */
export function sequentialBoundary(picture: SequentialBoundaryPicture): Picture {
  const { looks, name } = picture;
  const limits = looks.flatMap(({ fraction, boundary, z }) =>
    boundary === null ? [] : [{ x: fraction, y: boundary, taken: z !== null }],
  );
  const path = looks.flatMap(({ fraction, z }, i) => (z === null ? [] : [{ x: fraction, y: z, look: i + 1 }]));
  const most = 1.15 * Math.max(3, ...limits.map(({ y }) => y), ...path.map(({ y }) => Math.abs(y)));
  const sides = [1, -1] as const;
  const ahead = limits.filter(({ taken }, i) => !taken || !(limits[i + 1]?.taken ?? true));
  const taken = limits.filter((limit) => limit.taken);
  const body = drawPlot({
    width,
    height,
    marginLeft: 62,
    marginRight: 22,
    marginTop: 12,
    marginBottom: 46,
    x: { domain: [0, 1.02] },
    y: { domain: [-most, most] },
    marks: [
      ...sides.map((side) =>
        areaY(limits, {
          x: "x",
          y1: ({ y }: { y: number }) => side * y,
          y2: side * most,
          fill: `url(#${name}-${hatch.pattern}-${hatch.colour})`,
          fillOpacity: 0.35,
        }),
      ),
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 80 }),
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      ruleY([0], { stroke: colour("ink") }),
      ...sides.flatMap((side) => {
        const at = { x: "x", y: ({ y }: { y: number }) => side * y };
        return [
          line(ahead, { ...at, stroke: colour("orange"), strokeWidth: 1.6, strokeDasharray: "5 3" }),
          line(taken, { ...at, stroke: colour("orange"), strokeWidth: 2.2 }),
          dot(limits, { ...at, r: 3.4, symbol: "square", fill: colour("orange") }),
        ];
      }),
      line(path, { x: "x", y: "y", stroke: colour("blue"), strokeWidth: 2 }),
      dot(path, { x: "x", y: "y", r: 4.6, fill: colour("blue") }),
      text(path, {
        x: "x",
        y: "y",
        text: ({ look }: { look: number }) => String(look),
        dy: -13,
        fill: colour("ink"),
        stroke: colour("page"),
        strokeWidth: 3,
      }),
      axisX({
        label: "share of the planned information",
        labelAnchor: "center",
        labelArrow: "none",
        labelOffset: 40,
        tickSpacing: 80,
      }),
      axisY({ label: "z, + is better", labelAnchor: "center", labelArrow: "none", labelOffset: 52, tickSpacing: 40 }),
    ],
  });
  const stroke = (style: string, mark = "") => `<path d="M0,7L24,7" ${style} fill="none"/>${mark}`;
  const square = `<rect x="9" y="4" width="6" height="6" fill="${colour("orange")}"/>`;
  return framePicture({
    name,
    title: picture.title,
    subtitle: picture.subtitle,
    alt: picture.alt,
    body,
    legend: [
      ...(path.length === 0
        ? []
        : [
            {
              mark: stroke(
                `stroke="${colour("blue")}" stroke-width="2"`,
                `<circle cx="12" cy="7" r="4.4" fill="${colour("blue")}"/>`,
              ),
              text: "path, numbered by look",
            },
          ]),
      ...(taken.length === 0 || (taken.length === 1 && ahead.length > 0)
        ? []
        : [{ mark: stroke(`stroke="${colour("orange")}" stroke-width="2.2"`, square), text: "boundary" }]),
      ...(ahead.length === 0
        ? []
        : [
            {
              mark: stroke(`stroke="${colour("orange")}" stroke-width="1.6" stroke-dasharray="5 3"`, square),
              text: "boundary at the planned looks",
            },
          ]),
      {
        mark: `<rect width="24" height="14" fill="url(#${name}-${hatch.pattern}-${hatch.colour})" fill-opacity="0.35"/>`,
        text: "stop",
      },
    ],
    definitions: hatchDefinitions(name, [hatch]),
    simulated: picture.simulated,
    dataCsv: csvTable(
      ["look", "fraction", "boundary", "z"],
      looks.map(({ fraction, boundary, z }, i) => [i + 1, fraction, boundary, z]),
    ),
  });
}
