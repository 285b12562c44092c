import { useState } from "preact/hooks";

import type { Charts } from "../../model/charts";
import { Chart } from "../parts/chart";
import { Problem } from "../parts/problem";
import { useJson } from "../use-json";

const spans = [
    { hours: 1, label: "1 hour" },
    { hours: 6, label: "6 hours" },
    { hours: 24, label: "a day" },
    { hours: 168, label: "a week" },
];

/** The stack's metrics as charts. */
export function MetricsPage() {
    const [hours, setHours] = useState(1);
    const { data, error, reload } = useJson<Charts>(`/charts?hours=${hours}`, 30);
    return (
        <section>
            <div class="toolbar">
                <h1>Metrics</h1>
                <select
                    aria-label="Span of time"
                    value={hours}
                    onChange={(event) => setHours(Number(event.currentTarget.value))}
                >
                    {spans.map((one) => (
                        <option key={one.hours} value={one.hours}>
                            the last {one.label.replace("1 ", "")}
                        </option>
                    ))}
                </select>
                {data && <span class="count">a point for each {describe(data.periodSeconds)}</span>}
            </div>
            {error !== undefined && <Problem message={error} onRetry={reload} />}
            {data?.alarmsUnknown !== undefined && <p class="hint">The alarms cannot be read: {data.alarmsUnknown}</p>}
            <div class="charts">
                {data?.charts.map((chart) => (
                    <Chart key={chart.title} times={data.times} chart={chart} />
                ))}
            </div>
        </section>
    );
}

function describe(seconds: number): string {
    const [count, unit] = seconds < 3600 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
    return count === 1 ? unit : `${count} ${unit}s`;
}
