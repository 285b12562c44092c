/** One line of a chart. */
export interface Series {
    label: string;
    /** A value for each of the chart's times; null where nothing was measured. */
    values: (number | null)[];
}

/** From where on an alarm goes off. */
export interface Threshold {
    /** CloudWatch's name of it. */
    alarm: string;
    /** The label of the line that it watches. */
    line: string;
    value: number;
    /** CloudWatch's word: OK, ALARM or INSUFFICIENT_DATA. */
    state: string;
}

export interface Chart {
    title: string;
    unit: "count" | "ms";
    series: Series[];
    thresholds: Threshold[];
}

/** The charts of a span of time. */
export interface Charts {
    /** Starts of the periods, in seconds since the epoch, ascending. */
    times: number[];
    periodSeconds: number;
    charts: Chart[];
    /** Why there are no thresholds, where the alarms cannot be read. */
    alarmsUnknown?: string;
}
