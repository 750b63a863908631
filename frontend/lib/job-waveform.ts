/** A track's peaks as a drawing. Pure. */

/** Of the box that the path is drawn in. */
export const WAVE_WIDTH = 1000;
export const WAVE_HEIGHT = 100;

const COLUMNS = 250;
/** Silence is a line, not nothing. */
const THINNEST = 0.02;

/** The outline of the sound, as loud as its loudest place: an SVG path, to be stretched to any width. */
export function wavePath(peaks: readonly number[]): string {
  const count = Math.min(COLUMNS, peaks.length);
  if (count === 0) return "";
  const columns = Array.from({ length: count }, (_, column) => {
    const from = Math.floor((column * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((column + 1) * peaks.length) / count));
    return Math.max(...peaks.slice(from, to));
  });
  const loudest = Math.max(...columns);
  const heights = columns.map((peak) => (WAVE_HEIGHT / 2) * Math.max(THINNEST, loudest > 0 ? peak / loudest : 0));
  const x = (column: number) => ((column + 0.5) * (WAVE_WIDTH / count)).toFixed(1);
  const above = heights.map((height, column) => `${x(column)},${(WAVE_HEIGHT / 2 - height).toFixed(1)}`);
  const below = heights.map((height, column) => `${x(column)},${(WAVE_HEIGHT / 2 + height).toFixed(1)}`);
  return `M${[...above, ...below.reverse()].join("L")}Z`;
}
