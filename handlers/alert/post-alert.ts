import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import type { AlertMessage } from "./write-alert";

export interface PostAlertDeps {
    secrets: Pick<SecretsManagerClient, "send">;
    /** The secret that holds the webhook's URL. */
    secretArn: string;
    fetch: (url: string, init: RequestInit) => Promise<Pick<Response, "ok" | "status">>;
    timeoutMilliseconds: number;
}

/** Posts messages to a webhook as Slack's incoming ones take them. Its URL is a secret: no error tells it. */
export function createPostAlert({ secrets, secretArn, fetch, timeoutMilliseconds }: PostAlertDeps) {
    return async ({ text }: AlertMessage): Promise<void> => {
        const { SecretString: url } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
        if (!url) {
            throw new Error(`the secret ${secretArn} has no value`);
        }
        let status: number;
        try {
            const answer = await fetch(url, {
                method: "POST",
                headers: { "content-type": "application/json" },
                body: JSON.stringify({ text }),
                // Whoever is named elsewhere was not meant.
                redirect: "error",
                signal: AbortSignal.timeout(timeoutMilliseconds),
            });
            if (answer.ok) {
                return;
            }
            ({ status } = answer);
        } catch (error) {
            const { cause, name } = error as { cause?: { code?: string }; name: string };
            throw new Error(`alertUrl does not answer: ${cause?.code ?? name}`);
        }
        throw new Error(`alertUrl answered ${status}`);
    };
}
