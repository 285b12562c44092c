import type { Clock } from "../../../clock";
import { collect, encodeMetricName, MetricStore } from "../metric-store";
import { readDimensions } from "../put-metric-data";
import type { MetricName, Series } from "../series";
import { type MetricAlarmInput, readStatistic } from "./alarm";

const evaluationSeconds = 60;

/**
 * The metrics that alarms are about, by the clock's own time: with durations that run faster, an alarm's periods do too, and
 * hold the values that came in them.
 */
export class WatchedMetrics {
    private readonly store = new MetricStore();
    /** The metric of each alarm, by the alarm's name. */
    private readonly byAlarm = new Map<string, string>();
    private watched = new Set<string>();

    constructor(private readonly clock: Clock) {}

    watch(alarm: MetricAlarmInput): void {
        this.byAlarm.set(alarm.AlarmName, encodeMetricName(readMetric(alarm)));
        this.watched = new Set(this.byAlarm.values());
    }

    unwatch(alarmName: string): void {
        if (this.byAlarm.delete(alarmName)) {
            this.watched = new Set(this.byAlarm.values());
        }
    }

    /**
     * @param series of the value
     * @param at seconds since the epoch
     */
    put({ name, metric, unit }: Series, at: number, value: number): void {
        if (this.watched.has(metric)) {
            const now = this.seconds();
            this.store.ensureSeries(name, unit).add(now - this.clock.since(at * 1000) / 1000, now, value);
        }
    }

    /** The values of an alarm's `count` latest periods, up to the last whole minute; the newest first. */
    latest(alarm: MetricAlarmInput, count: number): (number | undefined)[] {
        const { Unit: unit, Period: periodSeconds } = alarm;
        const now = this.seconds();
        const end = Math.floor(now / evaluationSeconds) * evaluationSeconds;
        const start = end - count * periodSeconds;
        const periods = collect(this.store.find(readMetric(alarm), unit), { start, end, period: periodSeconds, now });
        return Array.from({ length: count }, (_, index) =>
            periods.get(end - (index + 1) * periodSeconds)?.get(readStatistic(alarm)),
        );
    }

    /** On the clock's own scale: as fast as durations are. */
    private seconds(): number {
        return this.clock.since(0) / 1000;
    }
}

function readMetric({ Namespace: namespace, MetricName: metric, Dimensions }: MetricAlarmInput): MetricName {
    return { namespace, metric, dimensions: readDimensions(Dimensions) };
}
