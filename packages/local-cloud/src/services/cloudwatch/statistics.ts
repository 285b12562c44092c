/** How many values lie in each bucket of a sketch, and what the bucket stands for. */
type Counts = Map<number, number>;

/** Relative error of percentiles: a hundredth. */
const growth = 1.01 / 0.99;
const logGrowth = Math.log(growth);

/**
 * What is kept of the values of a metric in a period: enough for every statistic of CloudWatch's, in bounded space.
 * Percentiles come from a sketch with logarithmic buckets (DDSketch, https://arxiv.org/abs/1908.10693).
 */
export class Statistics {
    sampleCount = 0;
    sum = 0;
    minimum = Infinity;
    maximum = -Infinity;
    private readonly positive: Counts = new Map();
    private readonly negative: Counts = new Map();
    private zeros = 0;

    add(value: number): void {
        this.sampleCount++;
        this.sum += value;
        this.minimum = Math.min(this.minimum, value);
        this.maximum = Math.max(this.maximum, value);
        if (value === 0) {
            this.zeros++;
        } else {
            const counts = value > 0 ? this.positive : this.negative;
            const bucket = Math.ceil(Math.log(Math.abs(value)) / logGrowth);
            counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
        }
    }

    merge(other: Statistics): void {
        this.sampleCount += other.sampleCount;
        this.sum += other.sum;
        this.minimum = Math.min(this.minimum, other.minimum);
        this.maximum = Math.max(this.maximum, other.maximum);
        this.zeros += other.zeros;
        for (const [mine, theirs] of [
            [this.positive, other.positive],
            [this.negative, other.negative],
        ] as const) {
            theirs.forEach((count, bucket) => mine.set(bucket, (mine.get(bucket) ?? 0) + count));
        }
    }

    /**
     * A statistic by CloudWatch's name: `Sum`, `Average`, `p99.9`, …
     *
     * @returns undefined when the name is none
     */
    get(statistic: string): number | undefined {
        switch (statistic) {
            case "SampleCount":
                return this.sampleCount;
            case "Sum":
                return this.sum;
            case "Average":
                return this.sum / this.sampleCount;
            case "Minimum":
                return this.minimum;
            case "Maximum":
                return this.maximum;
            default: {
                const percent = parsePercent(statistic);
                return percent === undefined ? undefined : this.percentile(percent);
            }
        }
    }

    private percentile(percent: number): number {
        const rank = Math.max(1, Math.ceil((percent / 100) * this.sampleCount));
        let seen = 0;
        for (const [value, count] of this.buckets()) {
            seen += count;
            if (seen >= rank) {
                return Math.min(this.maximum, Math.max(this.minimum, value));
            }
        }
        return this.maximum;
    }

    /** The middle and the count of each bucket, smallest value first. */
    private *buckets(): Iterable<[value: number, count: number]> {
        const middle = (bucket: number) => (2 * growth ** bucket) / (growth + 1);
        for (const [bucket, count] of [...this.negative].sort(([a], [b]) => b - a)) {
            yield [-middle(bucket), count];
        }
        yield [0, this.zeros];
        for (const [bucket, count] of [...this.positive].sort(([a], [b]) => a - b)) {
            yield [middle(bucket), count];
        }
    }
}

/** Whether `statistic` is one that `Statistics.get` knows. */
export function isStatistic(statistic: string): boolean {
    return (
        ["SampleCount", "Sum", "Average", "Minimum", "Maximum"].includes(statistic) ||
        parsePercent(statistic) !== undefined
    );
}

/** 99.9 for `p99.9`; the median has a name of its own. */
function parsePercent(statistic: string): number | undefined {
    const digits = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(statistic)?.[1];
    const percent = statistic === "Median" ? 50 : digits === undefined ? NaN : Number(digits);
    return percent >= 0 && percent <= 100 ? percent : undefined;
}
