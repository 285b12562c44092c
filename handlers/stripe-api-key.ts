import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

export interface StripeApiKeyDeps {
    secrets: Pick<SecretsManagerClient, "send">;
    /** The secret that holds Stripe's API key; a restricted key that may read is enough. */
    apiKeySecretArn: string;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
}

const keyMilliseconds = 300_000;

/** Reads Stripe's API key from its secret, and keeps it for five minutes. Rejects when the secret store does not answer. */
export function createStripeApiKey({ secrets, apiKeySecretArn, now }: StripeApiKeyDeps): () => Promise<string> {
    let cached: { key: string; readAt: number } | undefined;

    return async () => {
        if (cached === undefined || now() - cached.readAt >= keyMilliseconds) {
            const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: apiKeySecretArn }));
            if (!SecretString) {
                throw new Error(`the secret ${apiKeySecretArn} has no value`);
            }
            cached = { key: SecretString, readAt: now() };
        }
        return cached.key;
    };
}
