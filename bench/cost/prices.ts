/** What AWS asks for one thing. */
export interface Price {
    dollars: number;
    /** For how many units that is. */
    per: number;
    /** What that is, in words. */
    unit: string;
    /** AWS's page with it. */
    source: string;
    /** Whether the number was seen in a copy of that page, of AWS's price list, or of a list made from it. */
    checked: boolean;
}

export const pricedRegion = "us-east-1";
/** When the numbers below were looked up. */
export const pricedAt = "2026-11-27";

const million = 1_000_000;
const page = (service: string) => `https://aws.amazon.com/${service}/pricing/`;

/** List prices in `pricedRegion`, of the first tier, without free tiers and discounts. */
export const prices = {
    apiRequest: {
        dollars: 3.5,
        per: million,
        unit: "a million requests",
        source: page("api-gateway"),
        checked: true,
    },
    lambdaRequest: { dollars: 0.2, per: million, unit: "a million requests", source: page("lambda"), checked: true },
    /** On arm64. */
    lambdaDuration: { dollars: 0.0000133334, per: 1, unit: "a GB-second", source: page("lambda"), checked: true },
    /** Each 64 KB of an event count as one. */
    busEvent: { dollars: 1, per: million, unit: "a million events", source: page("eventbridge"), checked: true },
    archiveIntake: { dollars: 0.1, per: 1, unit: "a GB", source: page("eventbridge"), checked: false },
    archiveStorage: { dollars: 0.023, per: 1, unit: "a GB and month", source: page("eventbridge"), checked: false },
    tableWrite: { dollars: 0.625, per: million, unit: "a million units", source: page("dynamodb"), checked: true },
    tableRead: { dollars: 0.125, per: million, unit: "a million units", source: page("dynamodb"), checked: true },
    tableStorage: { dollars: 0.25, per: 1, unit: "a GB and month", source: page("dynamodb"), checked: true },
    tableBackup: { dollars: 0.2, per: 1, unit: "a GB and month", source: page("dynamodb"), checked: true },
    logIntake: { dollars: 0.5, per: 1, unit: "a GB", source: page("cloudwatch"), checked: true },
    logStorage: { dollars: 0.03, per: 1, unit: "a GB and month", source: page("cloudwatch"), checked: true },
    trace: { dollars: 5, per: million, unit: "a million traces", source: page("xray"), checked: true },
    alarm: { dollars: 0.1, per: 1, unit: "an alarm and metric", source: page("cloudwatch"), checked: true },
    compositeAlarm: { dollars: 0.5, per: 1, unit: "a composite alarm", source: page("cloudwatch"), checked: true },
    dashboard: { dollars: 3, per: 1, unit: "a dashboard", source: page("cloudwatch"), checked: true },
    metric: { dollars: 0.3, per: 1, unit: "a metric", source: page("cloudwatch"), checked: true },
    secret: { dollars: 0.4, per: 1, unit: "a secret", source: page("secrets-manager"), checked: true },
    secretRead: {
        dollars: 0.05,
        per: 10_000,
        unit: "for 10,000 calls",
        source: page("secrets-manager"),
        checked: true,
    },
    queueRequest: { dollars: 0.4, per: million, unit: "a million requests", source: page("sqs"), checked: true },
} satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** What `quantity` units cost, in dollars. */
export function toDollars(price: PriceName, quantity: number): number {
    const { dollars, per } = prices[price];
    return (quantity / per) * dollars;
}
