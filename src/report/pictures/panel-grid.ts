/** A drawing of its own within a picture. */
export interface Panel {
  markup: string;
  width: number;
  height: number;
}

/** Panels side by side in rows of `columns`, each row as high as its highest panel. */
export function panelGrid(panels: readonly Panel[], columns: number, gap: number): Panel {
  let y = 0;
  let width = 0;
  let markup = "";
  for (let start = 0; start < panels.length; start += columns) {
    const row = panels.slice(start, start + columns);
    let x = 0;
    for (const panel of row) {
      markup += `<g transform="translate(${x},${y})">${panel.markup}</g>`;
      x += panel.width + gap;
    }
    width = Math.max(width, x - gap);
    y += Math.max(...row.map(({ height }) => height)) + gap;
  }
  return { markup, width, height: Math.max(0, y - gap) };
}
