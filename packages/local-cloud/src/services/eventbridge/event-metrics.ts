import type { MetricSink } from "../service";
import { defaultBus } from "./arns";

type Dimensions = Readonly<Record<string, string>>;

/** The dimensions of a rule's metrics. */
export interface RuleDimensions {
    bus: Dimensions;
    rule: Dimensions;
}

const none: Dimensions = {};

/**
 * EventBridge's metrics, with the names and dimensions of
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html: those of rules. AWS's of PutEvents, of
 * the attempts that are under way and of its own limits are not among them.
 */
export class EventMetrics {
    private readonly rules = new Map<string, RuleDimensions>();

    constructor(private readonly sink: MetricSink) {}

    /** "Metrics that specify only the RuleName dimension refer to the default event bus." */
    dimensions(bus: string, rule: string): RuleDimensions {
        const key = `${bus}|${rule}`;
        let found = this.rules.get(key);
        if (found === undefined) {
            found = {
                bus: { EventBusName: bus },
                rule: bus === defaultBus ? { RuleName: rule } : { EventBusName: bus, RuleName: rule },
            };
            this.rules.set(key, found);
        }
        return found;
    }

    /** A metric that AWS gives by the dimensions `of` alone. */
    putFor(of: Dimensions, metric: string, value = 1): void {
        this.sink.put("AWS/Events", metric, of, value, "Count");
    }

    /** A metric that AWS gives without dimensions, by bus, and by rule. */
    putEverywhere({ bus, rule }: RuleDimensions, metric: string, value = 1, unit = "Count"): void {
        this.sink.put("AWS/Events", metric, none, value, unit);
        this.sink.put("AWS/Events", metric, bus, value, unit);
        this.sink.put("AWS/Events", metric, rule, value, unit);
    }

    /** A metric that AWS gives without dimensions and by rule. */
    putTotalAndRule({ rule }: RuleDimensions, metric: string): void {
        this.sink.put("AWS/Events", metric, none, 1, "Count");
        this.sink.put("AWS/Events", metric, rule, 1, "Count");
    }
}
