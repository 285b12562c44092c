import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";

import { createAwsClient } from "../../../handlers/aws/create-aws-client";
import type { HttpRequest } from "../../../handlers/aws/http-handler";

describe("the endpoint of a client that createAwsClient makes", () => {
    let environment: NodeJS.ProcessEnv;

    beforeEach(() => {
        environment = { ...process.env };
        process.env = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "s" };
    });

    afterEach(() => {
        process.env = environment;
    });

    /** Where calls of three services go. */
    async function endpoints(): Promise<string[]> {
        const urls: string[] = [];
        const note = ({ protocol, hostname, port, path }: HttpRequest) => {
            urls.push(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
            return Promise.reject(new Error("not sent"));
        };
        const noteRequests = <Client extends { config: { requestHandler: unknown } }>(client: Client): Client => {
            (client.config.requestHandler as { handle: unknown }).handle = note;
            return client;
        };
        const failed = (call: Promise<unknown>) =>
            call.catch((error: Error) => expect(error.message).to.equal("not sent"));
        const once = { maxAttempts: 1 };
        await failed(
            noteRequests(createAwsClient(EventBridgeClient, once)).send(new PutEventsCommand({ Entries: [] })),
        );
        await failed(
            noteRequests(createAwsClient(DynamoDBClient, once)).send(new GetItemCommand({ TableName: "t", Key: {} })),
        );
        await failed(
            noteRequests(createAwsClient(SecretsManagerClient, once)).send(
                new GetSecretValueCommand({ SecretId: "s" }),
            ),
        );
        return urls;
    }

    for (const [region, domain] of [
        ["eu-west-1", "amazonaws.com"],
        ["cn-north-1", "amazonaws.com.cn"],
    ]) {
        it(`is the service's own in ${region}`, async () => {
            process.env.AWS_REGION = region;

            expect(await endpoints()).to.deep.equal([
                `https://events.${region}.${domain}/`,
                `https://dynamodb.${region}.${domain}/`,
                `https://secretsmanager.${region}.${domain}/`,
            ]);
        });
    }

    it("is the one that complies with FIPS where the environment asks for it", async () => {
        process.env.AWS_REGION = "us-east-1";
        process.env.AWS_USE_FIPS_ENDPOINT = "true";

        expect(await endpoints()).to.deep.equal([
            "https://events-fips.us-east-1.amazonaws.com/",
            "https://dynamodb-fips.us-east-1.amazonaws.com/",
            "https://secretsmanager-fips.us-east-1.amazonaws.com/",
        ]);
    });

    it("is the environment's: the service's own, else the one for all, unless they are to be ignored", async () => {
        process.env.AWS_ENDPOINT_URL = "http://127.0.0.1:4566";
        process.env.AWS_ENDPOINT_URL_DYNAMODB = "https://localhost/";
        process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = "http://[::1]:4567";

        expect(await endpoints()).to.deep.equal(["http://127.0.0.1:4566/", "https://localhost/", "http://::1:4567/"]);

        process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = "true";
        expect(await endpoints()).to.deep.include("https://events.eu-west-1.amazonaws.com/");
    });
});
