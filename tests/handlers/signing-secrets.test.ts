import {
    GetSecretValueCommand,
    ResourceNotFoundException,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import { failure } from "local-cloud/testing";
import { createSigningSecrets } from "../../handlers/signing-secrets";

const secretArn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:signing-AbCdEf";
const hour = 3_600_000;

describe("createSigningSecrets", () => {
    const client = new SecretsManagerClient({ region: "us-east-1" });
    const store = mockClient(client);
    let now: number;
    let stale: unknown[];

    /** The store's current secret, set at `rotatedAt`, and its previous one. */
    function stored(current: string, previous?: string, rotatedAt = now): void {
        store
            .on(GetSecretValueCommand, { SecretId: secretArn, VersionStage: "AWSCURRENT" })
            .resolves({ SecretString: current, CreatedDate: new Date(rotatedAt) });
        const previousStage = store.on(GetSecretValueCommand, { SecretId: secretArn, VersionStage: "AWSPREVIOUS" });
        if (previous === undefined) {
            previousStage.rejects(new ResourceNotFoundException({ message: "no such stage", $metadata: {} }));
        } else {
            previousStage.resolves({ SecretString: previous });
        }
    }

    function create() {
        return createSigningSecrets({
            client,
            secretArn,
            now: () => now,
            onStale: (error) => stale.push(error),
        });
    }

    const reads = () => store.commandCalls(GetSecretValueCommand).length / 2;

    beforeEach(() => {
        store.reset();
        now = 1_700_000_000_000;
        stale = [];
    });

    it("gives the current secret alone when there was no rotation", async () => {
        stored("whsec_a");

        expect(await create().current()).to.deep.equal(["whsec_a"]);
    });

    it("gives the previous secret too, for 24 hours after the rotation", async () => {
        stored("whsec_b", "whsec_a", now - 24 * hour + 1);
        const within = await create().current();
        stored("whsec_b", "whsec_a", now - 24 * hour);
        const after = await create().current();

        expect(within).to.deep.equal(["whsec_b", "whsec_a"]);
        expect(after).to.deep.equal(["whsec_b"]);
    });

    it("reads the store once in five minutes, however many ask, also at once", async () => {
        stored("whsec_a");
        const secrets = create();

        await Promise.all([secrets.current(), secrets.current(), secrets.current()]);
        now += 299_999;
        await secrets.current();
        expect(reads()).to.equal(1);

        now += 1;
        await secrets.current();
        expect(reads()).to.equal(2);
    });

    it("reads early when nothing verified, at most once in ten seconds", async () => {
        stored("whsec_a");
        const secrets = create();
        await secrets.current();
        stored("whsec_b", "whsec_a");

        const tooSoon = await secrets.refreshed();
        now += 10_000;
        const first = await secrets.refreshed();
        const second = await secrets.refreshed();

        expect(tooSoon).to.equal(undefined);
        expect(first).to.deep.equal(["whsec_b", "whsec_a"]);
        expect(second).to.equal(undefined);
        expect(await secrets.current()).to.deep.equal(["whsec_b", "whsec_a"]);
    });

    it("has nothing new to try when the store still holds what the cache holds", async () => {
        stored("whsec_a");
        const secrets = create();
        await secrets.current();
        now += 10_000;

        expect(await secrets.refreshed()).to.equal(undefined);
    });

    it("serves on from the cache for an hour while the store is down, and tells of it", async () => {
        stored("whsec_a");
        const secrets = create();
        await secrets.current();
        store.reset();
        store.on(GetSecretValueCommand).rejects(new Error("the store is down"));

        now += hour - 1;
        expect(await secrets.current()).to.deep.equal(["whsec_a"]);
        expect(stale).to.have.length(1);

        now += 1;
        await rejected(secrets.current(), "the store is down");
    });

    it("fails when the store is down from the start, and reads it again the next time", async () => {
        store.on(GetSecretValueCommand).rejects(new Error("the store is down"));
        const secrets = create();

        await rejected(secrets.current(), "the store is down");
        stored("whsec_a");

        expect(await secrets.current()).to.deep.equal(["whsec_a"]);
    });

    it("fails when the secret has no value", async () => {
        store.on(GetSecretValueCommand).resolves({});

        await rejected(create().current(), "has no value");
    });
});

async function rejected(promise: Promise<unknown>, message: string): Promise<void> {
    expect((await failure(promise)).message).to.contain(message);
}
