import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";

/** Does `work` unless it was done before for `key`, such as an event's id. Resolves with whether it did. */
export type Once = (key: string, context: Context, work: () => Promise<void>) => Promise<boolean>;

export interface OnceDeps {
    client: DynamoDBClient;
    /** The table that remembers; its key is `id`. */
    tableName: string;
    /** The subscription's name: each does an event once. */
    subscription: string;
    /** How long an event is remembered, in days. */
    days: number;
}

/**
 * Side effects that must not repeat, by Powertools' idempotency: an event's work is claimed before it begins and marked
 * done after it. A failure gives the claim back; a crash leaves it, and it lapses when the call would have timed out, so
 * that a retry of Lambda's (after one and two minutes) does the work.
 *
 * Not met, here or by anyone: a crash after the side effect and before the mark repeats it. Where that must not be, give
 * the called system an idempotency key of its own: the event's id.
 *
 * While another call does the work, this one fails, so that Lambda tries it again later.
 */
export function createOnce({ client, tableName, subscription, days }: OnceDeps): Once {
    const persistenceStore = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
    const config = new IdempotencyConfig({ expiresAfterSeconds: days * 86_400, throwOnNoIdempotencyKey: true });
    return async (key, context, work) => {
        // The claim lapses when this call would have timed out; without the context, it would never.
        config.registerLambdaContext(context);
        let worked = false;
        const guarded = makeIdempotent(
            async (_key: string) => {
                worked = true;
                await work();
                return null;
            },
            { persistenceStore, config, keyPrefix: subscription },
        );
        await guarded(key);
        return worked;
    };
}
