// Charts over time by uPlot, in the page's own colours, with what is pointed at in words below.

import {html, useEffect, useRef, useState} from "./vendor/htm-preact.js";

const HEIGHT = 220;
const DAY = 86_400;

// In UTC, as the hours and days of a statement are.
const said = form => {
  const format = new Intl.DateTimeFormat("en-GB", {timeZone: "UTC", ...form});
  return seconds => format.format(new Date(1000 * seconds));
};
const day = said({day: "numeric", month: "short"});
const time = said({hour: "2-digit", minute: "2-digit"});

const at = (seconds, days) => (days ? day(seconds) : `${day(seconds)}, ${time(seconds)} UTC`);

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const axis = more => ({
  stroke: colour("--faint"),
  grid: {stroke: colour("--line"), width: 1},
  ticks: {show: false},
  font: "12px system-ui, sans-serif",
  ...more,
});

/** How a series is drawn: what stays until it changes as steps, sums of days as bars. */
function drawn(kind) {
  const {stepped, bars} = window.uPlot.paths;
  return kind === "bars"
      ? {paths: bars({size: [0.6, 48]}), fill: colour("--accent"), points: {show: false}}
      : {paths: stepped({align: 1}), fill: colour("--wash"), width: 2, points: {show: false}};
}

/**
 * A chart.
 *
 * @param points [[seconds since 1970, value], ...], in order
 * @param kind "steps" or "bars"
 * @param show a value as text
 * @param label what the chart says, for whoever does not see it
 */
export function Chart({points, kind, show, label}) {
  const place = useRef();
  const [pointed, point] = useState("");
  const [scheme, setScheme] = useState(0);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const changed = () => setScheme(before => before + 1);
    dark.addEventListener("change", changed);
    return () => dark.removeEventListener("change", changed);
  }, []);
  useEffect(() => {
    const values = points.map(each => each[1]);
    const days = kind === "bars";
    const name = days || points.at(-1)[0] - points[0][0] > 2 * DAY ? day : time;
    const around = days ? DAY / 2 : 1;
    const steps = (name === day ? [1, 2, 5, 7, 14] : [1 / 1440, 5 / 1440, 10 / 1440, 1 / 48, 1 / 24, 1 / 8, 1 / 4])
        .map(step => step * DAY);
    const size = () => ({width: place.current.clientWidth, height: HEIGHT});
    const plot = new window.uPlot({
      ...size(),
      tzDate: seconds => window.uPlot.tzDate(new Date(1000 * seconds), "Etc/UTC"),
      legend: {show: false},
      cursor: {y: false, drag: {x: false, y: false}},
      scales: {
        x: {range: (_, first, last) => [first - around, last + around]},
        y: {range: (_, least, most) => [Math.min(0, least), most > 0 ? most * 1.1 : 1]},
      },
      series: [{}, {stroke: colour("--accent"), ...drawn(kind)}],
      axes: [
        axis({space: 80, incrs: steps, values: (_, ticks) => ticks.map(tick => name(tick))}),
        axis({size: 64, values: (_, ticks) => ticks.map(tick => show(tick))}),
      ],
      hooks: {
        setCursor: [({cursor: {idx}}) => point(
            idx === null || idx === undefined ? "" : `${at(points[idx][0], days)}: ${show(values[idx])}`)],
      },
    }, [points.map(each => each[0]), values], place.current);
    const watch = new ResizeObserver(() => plot.setSize(size()));
    watch.observe(place.current);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [points, kind, scheme]);
  return html`<figure class="chart">
    <div ref=${place} role="img" aria-label=${label}></div>
    <figcaption>${pointed || label}</figcaption></figure>`;
}
