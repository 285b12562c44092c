import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

import type { Chart as ChartData, Threshold } from "../../model/charts";

const height = 200;
/** From the widest step between ticks to the narrowest, as uPlot takes them: the step, its format, and the format at a new day. */
const timeFormats: uPlot.Axis.Values = [
    [86_400, "{MMM} {D}", null, null, null, null, null, null, 1],
    [60, "{HH}:{mm}", "\n{MMM} {D}", null, "\n{MMM} {D}", null, null, null, 1],
    [1, "{HH}:{mm}:{ss}", null, null, null, null, null, null, 1],
];
const colors = ["--series-1", "--series-2", "--series-3", "--series-4", "--series-5"];

/** Lines over time, and the alarms' thresholds across them. */
export function Chart({ times, chart }: { times: readonly number[]; chart: ChartData }) {
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const element = box.current;
        if (element === null) {
            return;
        }
        const draw = () => new uPlot(makeOptions(chart, element), makeData(times, chart), element);
        let plot = draw();
        const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
        observer.observe(element);
        // The colors are the page's, which follow the person's setting.
        const dark = matchMedia("(prefers-color-scheme: dark)");
        const redraw = () => {
            plot.destroy();
            plot = draw();
        };
        dark.addEventListener("change", redraw);
        return () => {
            dark.removeEventListener("change", redraw);
            observer.disconnect();
            plot.destroy();
        };
    }, [times, chart]);
    return (
        <figure class="chart">
            <figcaption>
                {chart.title}
                {chart.thresholds.map(({ alarm, line, value, state }) => (
                    <span key={alarm} class={state === "ALARM" ? "badge bad" : "badge plain"} title={alarm}>
                        {line}: {state === "ALARM" ? "in alarm, from" : "alarm at"} {value}
                    </span>
                ))}
            </figcaption>
            <div ref={box} />
        </figure>
    );
}

function makeData(times: readonly number[], { series }: ChartData): uPlot.AlignedData {
    return [[...times], ...series.map(({ values }) => values)];
}

function makeOptions({ series, unit, thresholds }: ChartData, element: HTMLElement): uPlot.Options {
    const style = getComputedStyle(element);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: color("--dim"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false } };
    const format = (value: number | null) =>
        value === null ? "–" : unit === "ms" ? `${round(value)} ms` : `${round(value)}`;
    return {
        width: element.clientWidth,
        height,
        cursor: { y: false, points: { size: 6 } },
        legend: { live: true },
        scales: { y: { range: (_, __, max) => [0, Math.max(max, unit === "ms" ? 10 : 4) * 1.1] } },
        // The day's stretch is named beside the span; a chart of days has their dates.
        axes: [
            { ...axis, values: timeFormats },
            { ...axis, size: 56, values: (_, values) => values.map(format) },
        ],
        series: [
            {},
            ...series.map(({ label }, index) => ({
                label,
                stroke: color(colors[index % colors.length] ?? ""),
                width: 2,
                // A value between two minutes without any is a point, and no line.
                points: { show: unit === "ms", size: 4 },
                value: (_: uPlot, value: number | null) => format(value),
            })),
        ],
        hooks: {
            // The latest values, until the pointer asks for others.
            ready: [(plot) => plot.setLegend({ idx: plot.data[0].length - 1 })],
            draw: [(plot) => thresholds.forEach((one) => drawThreshold(plot, one, color("--bad")))],
        },
    };
}

/** A dashed line where it is within what is shown: a threshold far above the values would flatten them. */
function drawThreshold(plot: uPlot, { value }: Threshold, color: string): void {
    const { ctx, bbox, scales } = plot;
    if (value > (scales.y?.max ?? 0)) {
        return;
    }
    const y = Math.round(plot.valToPos(value, "y", true));
    ctx.save();
    ctx.strokeStyle = color;
    ctx.setLineDash([6, 4]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
}

function round(value: number): number {
    return value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
}
