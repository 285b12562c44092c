import {
    DescribeSecretCommand,
    GetSecretValueCommand,
    ListSecretsCommand,
    type ListSecretsCommandInput,
    PutSecretValueCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";

import { secretArn } from "../../../src/services/secretsmanager/secret-arn";
import { SecretsManager } from "../../../src/services/secretsmanager/secrets-manager";
import { Store } from "../../../src/store";
import { failure } from "../../../src/testing/failure";
import { type ManualClock, manualClock } from "../../../src/testing/manual-clock";
import { account, roleWith, type RunningEndpoint, startEndpoint } from "../../running-endpoint";

const token = (digit: number) => `${digit}`.repeat(32);

describe("Secrets Manager", () => {
    let clock: ManualClock;
    let store: Store;
    let running: RunningEndpoint;
    let client: SecretsManagerClient;
    let secrets: SecretsManager;

    async function open(): Promise<void> {
        secrets = new SecretsManager({ store, clock, account });
        await secrets.start();
        running = await startEndpoint({ services: [secrets] });
        client = new SecretsManagerClient(running.config());
    }
    async function close(): Promise<void> {
        client.destroy();
        await running.stop();
    }
    beforeEach(async () => {
        clock = manualClock();
        store = Store.open(undefined);
        await open();
    });
    afterEach(async () => {
        await close();
        store.close();
    });

    /** A secret and its first value, if any. */
    const create = async (name: string, value?: string, token?: string) => {
        const arn = secretArn(account, name);
        await secrets.putSecret(arn, name, {});
        return { ARN: arn, VersionId: value === undefined ? undefined : (await put(name, value, token)).VersionId };
    };
    const put = (SecretId: string, SecretString: string, ClientRequestToken?: string, VersionStages?: string[]) =>
        client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken, VersionStages }));
    const get = (SecretId: string, which: { VersionId?: string; VersionStage?: string } = {}) =>
        client.send(new GetSecretValueCommand({ SecretId, ...which }));

    it("keeps a value, found by name, by ARN and by ARN without its end", async () => {
        const { ARN: arn, VersionId } = await create("stripe/signing-secret", "whsec_1");

        const byArn = await get(arn);
        const byPartOfArn = await get(arn.slice(0, -7));

        expect(arn).to.match(/^arn:aws:secretsmanager:eu-west-1:123456789012:secret:stripe\/signing-secret-\w{6}$/);
        expect(byArn).to.include({ Name: "stripe/signing-secret", SecretString: "whsec_1", VersionId });
        expect(byArn.VersionStages).to.deep.equal(["AWSCURRENT"]);
        expect(byArn.CreatedDate).to.deep.equal(new Date(clock.now()));
        expect(byPartOfArn.SecretString).to.equal("whsec_1");
        expect((await get("stripe/signing-secret")).ARN).to.equal(arn);
    });

    it("keeps values that are bytes", async () => {
        const bytes = new Uint8Array([0, 255, 10]);
        await create("key");
        await client.send(new PutSecretValueCommand({ SecretId: "key", SecretBinary: bytes }));

        const { SecretBinary, SecretString } = await get("key");

        expect([...(SecretBinary ?? [])]).to.deep.equal([...bytes]);
        expect(SecretString).to.equal(undefined);
    });

    it("makes the value before the current one the previous", async () => {
        const { VersionId: first } = await create("s", "one");
        await put("s", "two");
        await put("s", "three");

        expect((await get("s")).SecretString).to.equal("three");
        expect((await get("s", { VersionStage: "AWSPREVIOUS" })).SecretString).to.equal("two");
        const old = await get("s", { VersionId: first });
        expect(old.SecretString).to.equal("one");
        expect(old.VersionStages ?? []).to.deep.equal([]);
        const { VersionIdsToStages: staged = {} } = await client.send(new DescribeSecretCommand({ SecretId: "s" }));
        expect(Object.values(staged)).to.deep.equal([["AWSPREVIOUS"], ["AWSCURRENT"]]);
    });

    it("does a request once, however often it comes, and refuses another under its token", async () => {
        await create("s", "one", token(1));
        await put("s", "one", token(1));
        await put("s", "two", token(2));
        await put("s", "three", token(3));

        const repeated = await put("s", "two", token(2));

        expect(repeated.VersionStages).to.deep.equal(["AWSPREVIOUS"]);
        expect((await get("s")).SecretString).to.equal("three");
        expect(await failure(put("s", "other", token(2)))).to.include({ name: "ResourceExistsException" });
    });

    it("puts values under labels of one's own", async () => {
        const { VersionId: first } = await create("s", "one");
        const { VersionId: pending } = await put("s", "two", undefined, ["AWSPENDING"]);
        expect((await get("s")).SecretString).to.equal("one");

        expect((await get("s", { VersionStage: "AWSPENDING" })).VersionId).to.equal(pending);
        expect(await failure(get("s", { VersionStage: "MINE" }))).to.include({
            name: "ResourceNotFoundException",
            message: "Secrets Manager can't find the specified secret value for staging label: MINE",
        });
        expect(await failure(get("s", { VersionId: first, VersionStage: "AWSPENDING" }))).to.include({
            name: "InvalidRequestException",
        });
    });

    it("says that a secret, or a value of it, is not there", async () => {
        await create("empty");
        await create("looks-like-an-arn-abcdef", "x");

        expect(await failure(get("missing"))).to.include({
            name: "ResourceNotFoundException",
            message: "Secrets Manager can't find the specified secret.",
        });
        expect(await failure(get("empty"))).to.include({ name: "ResourceNotFoundException" });
        expect(await failure(get("empty-abcdef"))).to.include({ name: "ResourceNotFoundException" });
        expect((await get("looks-like-an-arn-abcdef")).SecretString).to.equal("x");
    });

    it("makes the first value of an empty secret current, whatever its labels", async () => {
        await create("empty");

        await put("empty", "one", undefined, ["MINE"]);

        expect((await get("empty")).VersionStages).to.have.members(["AWSCURRENT", "MINE"]);
    });

    it("keeps a secret's values when the program changes what it says of it, and not when it deletes it", async () => {
        const { ARN: arn } = await create("s", "one");

        await secrets.putSecret(arn, "s", { description: "changed" });
        const changed = await get("s");
        await secrets.deleteSecret("s");
        await secrets.putSecret(arn, "s", {});

        expect(changed.SecretString).to.equal("one");
        expect(await failure(get("s"))).to.include({ name: "ResourceNotFoundException" });
    });

    it("lists secrets by filter and page", async () => {
        for (const name of ["app/a", "other"]) {
            await create(name, "x");
            await clock.advance(1000);
        }

        const names = async (input: ListSecretsCommandInput) =>
            (await client.send(new ListSecretsCommand(input))).SecretList?.map(({ Name }) => Name);
        const first = await client.send(new ListSecretsCommand({ MaxResults: 1 }));

        expect(await names({})).to.deep.equal(["other", "app/a"]);
        expect(await names({ Filters: [{ Key: "name", Values: ["app/"] }] })).to.deep.equal(["app/a"]);
        for (const filter of [
            { Key: "name" as const, Values: ["!app/"] },
            { Key: "tag-key" as const, Values: ["team"] },
        ]) {
            const refused = await failure(names({ Filters: [filter] }));
            expect(refused.message).to.contain(`does not filter secrets by "${filter.Key}"`);
        }
        expect(first.SecretList?.map(({ Name }) => Name)).to.deep.equal(["other"]);
        expect(await names({ MaxResults: 1, NextToken: first.NextToken })).to.deep.equal(["app/a"]);
    });

    it("refuses values that AWS refuses", async () => {
        await create("s");

        expect(await failure(put("s", "x".repeat(65_537)))).to.include({ name: "ValidationException" });
        const none = client.send(new PutSecretValueCommand({ SecretId: "s" }));
        expect(await failure(none)).to.include({ name: "InvalidParameterException" });
    });

    it("refuses a value under no label at all", async () => {
        await create("a", "1");

        const error = await failure(put("a", "2", undefined, []));

        expect(error.name).to.equal("InvalidParameterException");
        expect((await get("a")).SecretString).to.equal("1");
    });

    it("keeps no more than a hundred versions, labelled ones always", async () => {
        const { VersionId: first } = await create("s", "first");
        await put("s", "second");
        const { VersionId: kept } = await put("s", "kept", undefined, ["MINE"]);

        for (let index = 0; index < 105; index++) {
            await put("s", `value ${index}`);
        }

        expect(await failure(get("s", { VersionId: first }))).to.include({ name: "ResourceNotFoundException" });
        expect((await get("s", { VersionId: kept })).SecretString).to.equal("kept");
        expect((await get("s")).SecretString).to.equal("value 104");
    });

    it("has everything again after a restart", async () => {
        await create("s", "one", token(1));
        await put("s", "two");
        await create("gone", "x");
        await secrets.deleteSecret("gone");

        await close();
        await open();

        expect((await get("s")).SecretString).to.equal("two");
        expect((await get("s", { VersionStage: "AWSPREVIOUS" })).VersionId).to.equal(token(1));
        expect(await failure(get("gone"))).to.include({ name: "ResourceNotFoundException" });
    });

    it("lets a role read only what its policy names, and tells it nothing of the rest", async () => {
        const { ARN: arn } = await create("mine", "one");
        await create("theirs", "two");
        const credentials = await roleWith(running.iam, "receiver", [
            { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: arn },
        ]);
        const asRole = new SecretsManagerClient(running.config(credentials));

        const mine = await asRole.send(new GetSecretValueCommand({ SecretId: "mine" }));
        const theirs = await failure(asRole.send(new GetSecretValueCommand({ SecretId: "theirs" })));
        const missing = await failure(asRole.send(new GetSecretValueCommand({ SecretId: "missing" })));
        const written = await failure(asRole.send(new PutSecretValueCommand({ SecretId: "mine", SecretString: "x" })));
        asRole.destroy();

        expect(mine.SecretString).to.equal("one");
        expect([theirs.name, missing.name, written.name]).to.deep.equal(Array(3).fill("AccessDeniedException"));
    });
});
