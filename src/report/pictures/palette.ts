/**
 * The few colours pictures are drawn in, each for a light and a dark page. On their page all but `grid` and `band` have
 * a contrast of at least 3:1, `ink` and `muted` of at least 4.5:1. Pictures name the light one; `themedSvg` turns it
 * into a CSS variable that a page can set for both.
 */
export const palette = {
  page: { light: "#ffffff", dark: "#0f141a" },
  ink: { light: "#1b1f24", dark: "#e6edf3" },
  muted: { light: "#57606a", dark: "#9ea7b3" },
  grid: { light: "#d5dae0", dark: "#343b44" },
  band: { light: "#e8edf3", dark: "#1f2832" },
  blue: { light: "#0068a8", dark: "#5fb3f0" },
  orange: { light: "#c24e00", dark: "#ff9a5c" },
  green: { light: "#00785a", dark: "#3fcf9d" },
  purple: { light: "#7c3fc0", dark: "#c49bff" },
  gold: { light: "#8a6a00", dark: "#e3bb4a" },
} as const satisfies Record<string, { light: string; dark: string }>;

export type ColourName = keyof typeof palette;

/** The light colour of a name, which is what a picture is written in. */
export function colour(name: ColourName): string {
  return palette[name].light;
}

/** The picture with every palette colour as `var(--name)`, for a page that sets these variables. */
export function themedSvg(svg: string): string {
  return svg.replace(/(?<==")#[0-9a-f]{6}(?=")/g, (hex) => {
    const name = names.get(hex);
    return name === undefined ? hex : `var(--${name})`;
  });
}

/** The CSS declarations of the variables, for one of the two themes. */
export function paletteVariables(theme: "light" | "dark"): string {
  return Object.entries(palette)
    .map(([name, shades]) => `--${name}:${shades[theme]}`)
    .join(";");
}

const names = new Map(Object.entries(palette).map(([name, { light }]) => [light as string, name]));
