import { LambdaClient } from "@aws-sdk/client-lambda";

import { AwsEndpoint } from "../../../src/endpoint";
import { type LambdaFixture, startLambda } from "./lambda-fixture";

/** A running Lambda behind the endpoint of AWS's APIs, with AWS's own client of it. */
export interface LambdaApi extends LambdaFixture {
    client: LambdaClient;
    url: string;
}

export async function startLambdaApi(): Promise<LambdaApi> {
    const fixture = await startLambda();
    const endpoint = new AwsEndpoint({
        port: 0,
        services: [],
        rest: [fixture.lambda],
        identify: () => ({ kind: "admin" }),
        authorize: () => undefined,
        health: () => ({}),
    });
    await endpoint.start();
    const client = new LambdaClient({
        endpoint: endpoint.url,
        region: "eu-west-1",
        credentials: { accessKeyId: "a", secretAccessKey: "b" },
        maxAttempts: 1,
    });
    return {
        ...fixture,
        client,
        url: endpoint.url,
        async close() {
            client.destroy();
            await endpoint.stop();
            await fixture.close();
        },
    };
}
