import { SecretsManager } from "../../../src/services/secretsmanager/secrets-manager";
import type { Call } from "../../../src/services/service";
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

const call: Call = {
    caller: { kind: "admin" },
    requestId: "request",
    headers: {},
    signal: new AbortController().signal,
    authorize: () => undefined,
};

/** Secrets Manager over a store in memory, without an endpoint. */
export async function openSecrets(): Promise<OpenSecrets> {
    const store = Store.open(undefined);
    const clock = manualClock();
    const secrets = new SecretsManager({ store, clock, account });
    await secrets.start();
    return {
        secrets,
        clock,
        call: async (operation, input) => {
            const run = secrets.operations[operation];
            if (run === undefined) {
                throw new Error(`no operation ${operation}`);
            }
            return (await run(input, call)) as SecretAnswer;
        },
        close: () => store.close(),
    };
}
