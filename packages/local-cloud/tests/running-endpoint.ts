import { AwsEndpoint, type AwsEndpointDeps } from "../src/endpoint";
import { Iam } from "../src/services/iam/iam";
import type { Account, Credentials } from "../src/services/service";
import { Store } from "../src/store";
import { type ManualClock, manualClock } from "../src/testing/manual-clock";

/** An endpoint that listens, and what SDK clients need to reach it. */
export interface RunningEndpoint {
    endpoint: AwsEndpoint;
    iam: Iam;
    /** What an SDK client is made with; as a person, or as a role's session. */
    config(credentials?: Credentials): {
        endpoint: string;
        region: string;
        credentials: Omit<Credentials, "sessionToken"> & { sessionToken?: string };
        maxAttempts: number;
    };
    stop(): Promise<void>;
}

export const account: Account = { accountId: "123456789012", region: "eu-west-1" };

/** Starts an endpoint with IAM as it is in the local cloud, and the services that a test names. */
export async function startEndpoint(
    deps: Partial<AwsEndpointDeps>,
    clock: ManualClock = manualClock(),
): Promise<RunningEndpoint> {
    const iam = new Iam({ store: Store.open(undefined), clock, account });
    const endpoint = new AwsEndpoint({
        port: 0,
        services: [],
        rest: [],
        identify: (accessKeyId) => iam.identify(accessKeyId),
        authorize: (caller, action, resource, context) => iam.authorize(caller, action, resource, context),
        health: () => ({ status: "ready" }),
        ...deps,
    });
    await endpoint.start();
    return {
        endpoint,
        iam,
        config: (credentials = { accessKeyId: "test", secretAccessKey: "test", sessionToken: "" }) => ({
            endpoint: endpoint.url,
            region: account.region,
            credentials: { ...credentials, sessionToken: credentials.sessionToken || undefined },
            maxAttempts: 1,
        }),
        stop: () => endpoint.stop(),
    };
}

/** A role that Lambda may assume, with one inline policy; its session's credentials. */
export async function roleWith(iam: Iam, name: string, statements: readonly object[]): Promise<Credentials> {
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    const { arn } = await iam.putRole({ name, assumeRolePolicy: policyText([trust]) });
    await iam.putRolePolicy(name, "own", policyText(statements));
    return iam.credentials(arn, "my-function");
}

/** A policy with these statements, as JSON. */
export function policyText(statements: readonly object[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
