import {
    GetSecretValueCommand,
    ListSecretVersionIdsCommand,
    ResourceNotFoundException,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import { failure } from "local-cloud/testing";
import type { SecretFlaw } from "../../handlers/signing-secret-value";
import { createSigningSecrets } from "../../handlers/signing-secrets";

const secretArn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:signing-AbCdEf";
const hour = 3_600_000;

describe("createSigningSecrets", () => {
    const client = new SecretsManagerClient({ region: "us-east-1" });
    const store = mockClient(client);
    let now: number;
    let stale: unknown[];
    let flaws: (readonly SecretFlaw[])[];
    /** The store's versions, oldest first; the last is the current one. */
    let versions: { text: string; at: number }[];

    /** Puts a version into the store, as a deployment does. */
    function put(value: string | Record<string, unknown>, at = now): void {
        versions.push({ text: typeof value === "string" ? value : JSON.stringify(value), at });
    }

    function open(): void {
        store.reset();
        store.on(GetSecretValueCommand).callsFake(({ VersionId }: { VersionId?: string }) => {
            const index = VersionId === undefined ? versions.length - 1 : Number(VersionId);
            const { text, at } = versions[index] ?? {};
            if (text === undefined || at === undefined) {
                throw new ResourceNotFoundException({ message: "no such version", $metadata: {} });
            }
            return { SecretString: text, VersionId: String(index), CreatedDate: new Date(at) };
        });
        // One a page, in no order that helps.
        store.on(ListSecretVersionIdsCommand).callsFake(({ NextToken = "0", IncludeDeprecated }: Listing) => {
            const index = Number(NextToken);
            expect(IncludeDeprecated).to.equal(true);
            const version = { VersionId: String(index), CreatedDate: new Date(versions[index]?.at ?? 0) };
            return { Versions: [version], NextToken: index + 1 < versions.length ? String(index + 1) : undefined };
        });
    }

    interface Listing {
        NextToken?: string;
        IncludeDeprecated?: boolean;
    }

    function close(): void {
        store.reset();
        store.on(GetSecretValueCommand).rejects(new Error("the store is down"));
    }

    function create() {
        return createSigningSecrets({
            client,
            secretArn,
            now: () => now,
            onStale: (error) => stale.push(error),
            onFlaws: (found) => flaws.push(found),
        });
    }

    /** The secrets that count now, for a receiver that starts now, as `endpoint secret`. */
    async function counting(): Promise<string[]> {
        return (await create().current()).map(({ endpoint, secret }) => `${endpoint} ${secret}`);
    }

    const reads = () =>
        store.commandCalls(GetSecretValueCommand).filter(({ args }) => args[0].input.VersionStage === "AWSCURRENT")
            .length;

    beforeEach(() => {
        now = 1_700_000_000_000;
        stale = [];
        flaws = [];
        versions = [];
        open();
    });

    it("gives the only secret, by one read, when there was no rotation within a day", async () => {
        put("whsec_older", now - 50 * hour);
        put("whsec_a", now - 24 * hour);

        expect(await counting()).to.deep.equal(["default whsec_a"]);
        expect(store.calls()).to.have.length(1);
    });

    it("gives the previous secret too, for 24 hours after the rotation", async () => {
        put("whsec_a", now - 1000 * hour);
        put("whsec_b");

        now += 24 * hour - 1;
        expect(await counting()).to.deep.equal(["default whsec_b", "default whsec_a"]);
        now += 1;
        expect(await counting()).to.deep.equal(["default whsec_b"]);
    });

    it("gives each endpoint's, in the store's order", async () => {
        put({ account: "whsec_a", connect: "whsec_c", thin: "whsec_t" });

        expect(await counting()).to.deep.equal(["account whsec_a", "connect whsec_c", "thin whsec_t"]);
    });

    it("keeps each endpoint's previous secret for 24 hours from its own rotation, and no other's", async () => {
        put({ account: "whsec_a1", connect: "whsec_c1", thin: "whsec_t" }, now - 1000 * hour);
        put({ account: "whsec_a2", connect: "whsec_c1", thin: "whsec_t" });
        now += 10 * hour;
        put({ account: "whsec_a2", connect: "whsec_c2", thin: "whsec_t" });

        const current = ["account whsec_a2", "connect whsec_c2", "thin whsec_t"];
        expect(await counting()).to.deep.equal([...current, "connect whsec_c1", "account whsec_a1"]);
        now += 14 * hour;
        expect(await counting()).to.deep.equal([...current, "connect whsec_c1"]);
        now += 10 * hour;
        expect(await counting()).to.deep.equal(current);
    });

    it("takes no secret that was replaced twice, so that one that leaked can be revoked at once", async () => {
        put({ account: "whsec_leaked", connect: "whsec_c" }, now - 1000 * hour);
        put({ account: "whsec_random", connect: "whsec_c" });
        put({ account: "whsec_new", connect: "whsec_c" }, now + 1);

        expect(await counting()).to.deep.equal(["account whsec_new", "connect whsec_c", "account whsec_random"]);
    });

    it("goes over from one secret to several, and counts the one once, whatever it is called", async () => {
        put("whsec_a", now - 1000 * hour);
        put({ account: "whsec_a", connect: "whsec_c" });

        expect(await counting()).to.deep.equal(["account whsec_a", "connect whsec_c"]);
    });

    it("keeps the secret of an endpoint that was removed for 24 hours, as one that was rotated", async () => {
        put({ account: "whsec_a", connect: "whsec_c" }, now - 1000 * hour);
        put({ account: "whsec_a" });

        expect(await counting()).to.deep.equal(["account whsec_a", "connect whsec_c"]);
    });

    it("tells what cannot be right, and goes on with the others and with the one before", async () => {
        put({ account: "whsec_a1", connect: "whsec_c" }, now - 1000 * hour);
        put({ account: "whsec_a2\n", connect: "whsec_c" });

        expect(await counting()).to.deep.equal(["connect whsec_c", "account whsec_a1"]);
        expect(flaws).to.deep.equal([
            [{ endpoint: "account", reason: "it has white space in it, such as a line break at its end" }],
        ]);
    });

    it("fails while the store holds nothing that can be right, and tells why once in five minutes", async () => {
        put('"whsec_a"');
        const secrets = create();

        await rejected(secrets.current(), "no signing secret that can be right");
        now += 299_999;
        await rejected(secrets.current(), "no signing secret that can be right");
        expect(flaws).to.deep.equal([[{ endpoint: "default", reason: "it has quotes in it" }]]);

        now += 1;
        await rejected(secrets.current(), "no signing secret that can be right");
        expect(flaws).to.have.length(2);
    });

    it("tells of another flaw at once", async () => {
        put("secret");
        const secrets = create();
        await rejected(secrets.current(), "no signing secret that can be right");
        put("whsec_a ");
        await rejected(secrets.current(), "no signing secret that can be right");

        expect(flaws.flat().map(({ reason }) => reason)).to.deep.equal([
            "it does not begin with whsec_",
            "it has white space in it, such as a line break at its end",
        ]);
    });

    it("reads the store once in five minutes, however many ask, also at once", async () => {
        put("whsec_a");
        const secrets = create();

        await Promise.all([secrets.current(), secrets.current(), secrets.current()]);
        now += 299_999;
        await secrets.current();
        expect(reads()).to.equal(1);

        now += 1;
        await secrets.current();
        expect(reads()).to.equal(2);
    });

    it("reads early when nothing verified, at most once in ten seconds, and gives what is new", async () => {
        put("whsec_a");
        const secrets = create();
        await secrets.current();
        put("whsec_b");

        const tooSoon = await secrets.refreshed();
        now += 10_000;
        const first = await secrets.refreshed();
        const second = await secrets.refreshed();

        expect(tooSoon).to.deep.equal([]);
        expect(first).to.deep.equal([{ endpoint: "default", secret: "whsec_b" }]);
        expect(second).to.deep.equal([]);
        expect((await secrets.current()).map(({ secret }) => secret)).to.deep.equal(["whsec_b", "whsec_a"]);
    });

    it("has nothing new to try when the store still holds what the cache holds", async () => {
        put("whsec_a");
        const secrets = create();
        await secrets.current();
        now += 10_000;

        expect(await secrets.refreshed()).to.deep.equal([]);
    });

    it("serves on from the cache for an hour while the store is down, and tells of it", async () => {
        put("whsec_a");
        const secrets = create();
        await secrets.current();
        close();

        now += hour - 1;
        expect((await secrets.current()).map(({ secret }) => secret)).to.deep.equal(["whsec_a"]);
        expect(stale).to.have.length(1);

        now += 1;
        await rejected(secrets.current(), "the store is down");
    });

    it("fails when the store is down from the start, and reads it again the next time", async () => {
        close();
        const secrets = create();

        await rejected(secrets.current(), "the store is down");
        open();
        put("whsec_a");

        expect((await secrets.current()).map(({ secret }) => secret)).to.deep.equal(["whsec_a"]);
    });

    it("fails when the secret has no value", async () => {
        store.reset();
        store.on(GetSecretValueCommand).resolves({});

        await rejected(create().current(), "has no value");
    });
});

async function rejected(promise: Promise<unknown>, message: string): Promise<void> {
    expect((await failure(promise)).message).to.contain(message);
}
