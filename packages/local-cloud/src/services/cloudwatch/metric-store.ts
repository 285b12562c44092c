import { type MetricName, Series } from "./series";
import type { Statistics } from "./statistics";

/** The most series that are held; those that got no value for longest go first. */
const maxSeries = 10_000;
const separator = "\u0000";

/** All metrics, in memory: they tell of this run, and begin anew with the next. */
export class MetricStore {
    private readonly series = new Map<string, Series>();

    /** The series of a metric in a unit, made when there is none. */
    ensureSeries(name: MetricName, unit: string): Series {
        const metric = encodeMetricName(name);
        const key = encodeKey(metric, unit);
        let series = this.series.get(key);
        if (series === undefined) {
            series = new Series({ ...name, dimensions: { ...name.dimensions } }, metric, unit);
            this.makeRoom();
            this.series.set(key, series);
        }
        return series;
    }

    /** The series of a metric; of all its units, or of `unit` alone. */
    *find(name: MetricName, unit: string | undefined): Iterable<Series> {
        if (unit !== undefined) {
            const series = this.series.get(encodeKey(encodeMetricName(name), unit));
            if (series !== undefined) {
                yield series;
            }
            return;
        }
        const start = encodeKey(encodeMetricName(name), "");
        for (const [key, series] of this.series) {
            if (key.startsWith(start)) {
                yield series;
            }
        }
    }

    /** Each metric once. */
    names(): MetricName[] {
        const names = new Map([...this.series.values()].map(({ metric, name }) => [metric, name]));
        return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
    }

    private makeRoom(): void {
        if (this.series.size < maxSeries) {
            return;
        }
        const byAge = [...this.series].sort(([, a], [, b]) => a.lastAt - b.lastAt);
        byAge.slice(0, maxSeries / 10).forEach(([key]) => this.series.delete(key));
    }
}

/** The values of several series by period: see `Series.collect`. */
export function collect(
    series: Iterable<Series>,
    range: { start: number; end: number; period: number; now: number },
): Map<number, Statistics> {
    const periods = new Map<number, Statistics>();
    for (const each of series) {
        each.collect(range.start, range.end, range.period, range.now, periods);
    }
    return periods;
}

/** Made for every value that comes: its parts are joined with what no name may hold. */
export function encodeMetricName({ namespace, metric, dimensions }: MetricName): string {
    let key = namespace + separator + metric;
    for (const name of Object.keys(dimensions).sort()) {
        key += separator + name + separator + dimensions[name];
    }
    return key;
}

function encodeKey(metric: string, unit: string): string {
    return metric + separator + separator + unit;
}
