import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { createAwsClient } from "../aws/create-aws-client";
import { createOnce } from "../once";
import { createSubscriber, type StripeHandler } from "../subscriber";
import { createTelemetry, type Telemetry } from "../telemetry";

// What these read from the environment, `Subscription` puts there. There are two, so that a handler without `once` does not
// carry its code.

type Factory = (telemetry: Telemetry) => StripeHandler<unknown>;

interface Settings {
    /** The subscription's name. */
    name: string;
    /** The name that its telemetry is made with. */
    service: string;
    /** Whether the handler itself writes a log line for each event that it handles. */
    tellsItself?: boolean;
}

/** Makes the Lambda handler of a subscription. */
export function createPlainSubscriber({ service, tellsItself }: Settings, factory: Factory) {
    const telemetry = createTelemetry(service);
    return createSubscriber({ handler: factory(telemetry), telemetry, tellsItself });
}

/**
 * Makes the Lambda handler of one that handles each event once.
 *
 * @param settings.days how long it remembers an event
 */
export function createOnceSubscriber(
    { name, service, tellsItself, days }: Settings & { days: number },
    factory: Factory,
) {
    const telemetry = createTelemetry(service);
    return createSubscriber({
        handler: factory(telemetry),
        telemetry,
        tellsItself,
        once: createOnce({
            client: createAwsClient(DynamoDBClient, { maxAttempts: 4 }),
            tableName: process.env.ONCE_TABLE as string,
            subscription: name,
            days,
        }),
    });
}
