import { callAsOwner } from "../../../src/services/call-as-owner";
import { SecretsManager } from "../../../src/services/secretsmanager/secrets-manager";
import { Store } from "../../../src/store";
import { type ManualClock, manualClock } from "../../../src/testing/manual-clock";
import { account } from "../../running-endpoint";

/** What the operations answer, as far as tests look into it. */
export interface SecretAnswer {
    ARN: string;
    Name: string;
    VersionId: string;
    VersionStages: string[];
    VersionIdsToStages: Record<string, string[]>;
}

export interface OpenSecrets {
    secrets: SecretsManager;
    clock: ManualClock;
    /** Calls an operation as a person. */
    call(operation: string, input: object): Promise<SecretAnswer>;
    close(): void;
}

/** Secrets Manager over a store in memory, without an endpoint. */
export async function openSecrets(): Promise<OpenSecrets> {
    const store = Store.open(undefined);
    const clock = manualClock();
    const secrets = new SecretsManager({ store, clock, account });
    await secrets.start();
    return {
        secrets,
        clock,
        call: (operation, input) => callAsOwner(secrets, operation, input),
        close: () => store.close(),
    };
}
