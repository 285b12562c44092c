import { Statistics } from "./statistics";

/** What identifies a metric. */
export interface MetricName {
    namespace: string;
    metric: string;
    dimensions: Readonly<Record<string, string>>;
}

/** How fine, and for how long, values are kept; in seconds. CloudWatch keeps coarse ones longer: 15 months. */
interface Tier {
    resolution: number;
    keep: number;
}

const hour = 3_600;
const minutes: Tier = { resolution: 60, keep: 24 * hour };
const hours: Tier = { resolution: hour, keep: 15 * 24 * hour };

/** A metric's values in one unit, by when they came. Takes the same space however many values come. */
export class Series {
    private readonly tiers = new Map<Tier, Map<number, Statistics>>([
        [minutes, new Map()],
        [hours, new Map()],
    ]);
    /** When a value last came, in seconds since the epoch. */
    lastAt = 0;

    constructor(
        readonly name: MetricName,
        /** The name as text. */
        readonly metric: string,
        readonly unit: string,
    ) {}

    /**
     * Adds a value.
     *
     * @param at seconds since the epoch
     * @param now the same
     */
    add(at: number, now: number, value: number): void {
        this.lastAt = Math.max(this.lastAt, at);
        for (const [tier, buckets] of this.tiers) {
            if (at < now - tier.keep) {
                continue;
            }
            const start = Math.floor(at / tier.resolution) * tier.resolution;
            let statistics = buckets.get(start);
            if (statistics === undefined) {
                statistics = new Statistics();
                buckets.set(start, statistics);
                dropOld(buckets, now - tier.keep, tier.keep / tier.resolution);
            }
            statistics.add(value);
        }
    }

    /**
     * What came from `start` until before `end`, by period, each in `into`, by the period's start.
     * All are in seconds since the epoch.
     */
    collect(start: number, end: number, period: number, now: number, into: Map<number, Statistics>): void {
        const tier = tierFor(start, period, now);
        for (const [at, statistics] of this.tiers.get(tier) ?? []) {
            if (at >= start && at < end) {
                const periodStart = start + Math.floor((at - start) / period) * period;
                let merged = into.get(periodStart);
                if (merged === undefined) {
                    merged = new Statistics();
                    into.set(periodStart, merged);
                }
                merged.merge(statistics);
            }
        }
    }
}

/** What `start` is rounded down to, so that periods begin where values are kept apart. */
export function alignedStart(start: number, period: number, now: number): number {
    const { resolution } = tierFor(start, period, now);
    return Math.floor(start / resolution) * resolution;
}

/** The finest values that reach back to `start` and are no coarser than `period`; if none do, those by the minute. */
function tierFor(start: number, period: number, now: number): Tier {
    return start < now - minutes.keep && period % hour === 0 ? hours : minutes;
}

/** Drops what is from before `oldest`, looking only when there are more than `maxCount`. */
function dropOld(buckets: Map<number, Statistics>, oldest: number, maxCount: number): void {
    if (buckets.size > maxCount) {
        for (const at of buckets.keys()) {
            if (at < oldest) {
                buckets.delete(at);
            }
        }
    }
}
