import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { createAwsClient } from "../handlers/aws/create-aws-client";
import { createChangeSubscriber } from "../handlers/change-subscriber";
import type { ChangeHandler, FilterLists } from "../handlers/changes";
import { createFailedChanges } from "../handlers/failed-changes";
import { createOnce } from "../handlers/once";
import { createTelemetry, type Telemetry } from "../handlers/telemetry";

// What these factories read from the environment, `ChangeSubscription` puts there. There are two, so that a handler without
// `once` does not carry its code.

interface Source {
    factory: (telemetry: Telemetry) => ChangeHandler<never>;
}

interface Settings {
    /** The subscriber's name. */
    name: string;
    /** How long what failed, or was done once, is remembered. */
    days: number;
    filter: FilterLists;
}

/** Makes the Lambda handler of a change subscriber. */
export function plainFactory({ factory }: Source, settings: Settings) {
    return () => {
        const { name: service, filter } = settings;
        const telemetry = createTelemetry(service);
        const failed = createFailedChanges(memory(settings));
        return createChangeSubscriber({ handler: factory(telemetry), filter, telemetry, failed });
    };
}

/** Makes the Lambda handler of one that handles each change once. */
export function onceFactory({ factory }: Source, settings: Settings) {
    return () => {
        const { name: service, filter } = settings;
        const telemetry = createTelemetry(service);
        const deps = memory(settings);
        return createChangeSubscriber({
            handler: factory(telemetry),
            filter,
            telemetry,
            failed: createFailedChanges(deps),
            once: createOnce(deps),
        });
    };
}

function memory({ name, days }: Settings) {
    return {
        client: createAwsClient(DynamoDBClient, { maxAttempts: 4 }),
        tableName: process.env.CHANGES_TABLE as string,
        subscription: name,
        days,
        now: () => Date.now(),
    };
}
