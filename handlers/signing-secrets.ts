import { GetSecretValueCommand, type GetSecretValueCommandOutput } from "@aws-sdk/client-secrets-manager";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** The signing secrets that count at the moment. */
export interface SigningSecrets {
    /**
     * The current secret, then the previous one while it still counts; from the cache when that is young enough.
     * @throws when the secret store cannot be read and the cache is empty or too old
     */
    current(): Promise<readonly string[]>;
    /**
     * Reads the store again, because nothing in the cache verifies a request. At most once in `refreshSeconds`, so that
     * a flood of forged requests does not become a flood of reads.
     *
     * @returns the secrets when they are not those of the cache; undefined when there is nothing new to try
     */
    refreshed(): Promise<readonly string[] | undefined>;
}

export interface SigningSecretsDeps {
    client: Pick<SecretsManagerClient, "send">;
    secretArn: string;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    /** Told when the store fails and the cache serves on. */
    onStale: (error: unknown) => void;
}

/** How long an execution environment goes on with the secret that it read. */
export const cacheMilliseconds = 300_000;
const refreshMilliseconds = 10_000;
/** With the store down, a cache this old is served no more: a secret that was revoked must not count for ever. */
const staleMilliseconds = 3_600_000;
/** Stripe lets a rolled secret sign for 24 hours at most (https://docs.stripe.com/webhooks#roll-endpoint-secrets). */
const previousMilliseconds = 24 * 3_600_000;

/** Reads the signing secret from Secrets Manager, with a cache that notices a rotation. */
export function createSigningSecrets({ client, secretArn, now, onStale }: SigningSecretsDeps): SigningSecrets {
    let cache: { secrets: readonly string[]; readAt: number } | undefined;
    let reading: Promise<readonly string[]> | undefined;
    let lastRead = -Infinity;

    /** Concurrent callers share one read. */
    function read(): Promise<readonly string[]> {
        lastRead = now();
        reading ??= readStore().finally(() => {
            reading = undefined;
        });
        return reading;
    }

    async function readStore(): Promise<readonly string[]> {
        const [current, previous] = await Promise.all([readVersion("AWSCURRENT"), readVersion("AWSPREVIOUS")]);
        if (!current?.SecretString) {
            throw new Error(`the secret ${secretArn} has no value`);
        }
        const rotatedAt = current.CreatedDate?.getTime() ?? 0;
        const previousCounts = previous?.SecretString && now() - rotatedAt < previousMilliseconds;
        const secrets = [current.SecretString, ...(previousCounts ? [previous.SecretString as string] : [])];
        cache = { secrets, readAt: now() };
        return secrets;
    }

    async function readVersion(VersionStage: string): Promise<GetSecretValueCommandOutput | undefined> {
        try {
            return await client.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage }));
        } catch (error) {
            // A secret that was never rotated has no previous version.
            if (VersionStage === "AWSPREVIOUS" && (error as Error).name === "ResourceNotFoundException") {
                return undefined;
            }
            throw error;
        }
    }

    return {
        async current() {
            if (cache !== undefined && now() - cache.readAt < cacheMilliseconds) {
                return cache.secrets;
            }
            try {
                return await read();
            } catch (error) {
                if (cache !== undefined && now() - cache.readAt < staleMilliseconds) {
                    onStale(error);
                    return cache.secrets;
                }
                throw error;
            }
        },

        async refreshed() {
            if (now() - lastRead < refreshMilliseconds) {
                return undefined;
            }
            const before = cache?.secrets;
            try {
                const after = await read();
                return after.join() === before?.join() ? undefined : after;
            } catch (error) {
                onStale(error);
                return undefined;
            }
        },
    };
}
