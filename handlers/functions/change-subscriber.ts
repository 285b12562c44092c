import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { createAwsClient } from "../aws/create-aws-client";
import { createChangeLetters } from "../change-letters";
import { createChangeSubscriber } from "../change-subscriber";
import type { ChangeHandler, FilterLists } from "../changes";
import { createFailedChanges } from "../failed-changes";
import { createOnce } from "../once";
import { createTelemetry, type Telemetry } from "../telemetry";

// What these read from the environment, `ChangeSubscription` puts there. There are two, so that a handler without `once` does
// not carry its code.

type Factory = (telemetry: Telemetry) => ChangeHandler<never>;

interface Settings {
    /** The subscriber's name. */
    name: string;
    /** How long what failed, or was done once, is remembered. */
    days: number;
    filter: FilterLists;
}

/** Makes the Lambda handler of a change subscriber. */
export function createPlainChangeSubscriber(settings: Settings, factory: Factory) {
    return createChangeSubscriber(makeDeps(settings, factory, makeMemory(settings)));
}

/** Makes the Lambda handler of one that handles each change once. */
export function createOnceChangeSubscriber(settings: Settings, factory: Factory) {
    const memory = makeMemory(settings);
    return createChangeSubscriber({ ...makeDeps(settings, factory, memory), once: createOnce(memory) });
}

function makeDeps({ name: service, filter }: Settings, factory: Factory, memory: ReturnType<typeof makeMemory>) {
    const telemetry = createTelemetry(service);
    return {
        handler: factory(telemetry),
        filter,
        telemetry,
        failed: createFailedChanges(memory),
        letters: createChangeLetters(memory),
    };
}

function makeMemory({ name, days }: Settings) {
    return {
        client: createAwsClient(DynamoDBClient, { maxAttempts: 4 }),
        tableName: process.env.CHANGES_TABLE as string,
        subscription: name,
        days,
        now: () => Date.now(),
    };
}
