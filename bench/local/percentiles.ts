/** Half of the times were at most `p50`, and 99 of 100 at most `p99`, in milliseconds. */
export interface Times {
    p50: number;
    p99: number;
}

export function percentiles(milliseconds: readonly number[]): Times {
    const sorted = [...milliseconds].sort((a, b) => a - b);
    const percentile = (percent: number) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
    return { p50: percentile(50), p99: percentile(99) };
}
