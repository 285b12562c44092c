import { expect } from "chai";

import { Cloud } from "../../src/cloud";
import { AwsProvider } from "../../src/provider";
import { type EngineProperties, secret, unknown } from "../../src/provider/engine-properties";
import { signatureKey } from "../../src/resources/signature";
import { make, makeUrn } from "./made-resource";

const secretVersion = "aws:secretsmanager/secretVersion:SecretVersion";
const queue = "aws:sqs/queue:Queue";
const table = "aws:dynamodb/table:Table";

describe("the aws provider", () => {
    let cloud: Cloud;
    let provider: AwsProvider;

    beforeEach(async () => {
        cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: "us-east-1" });
        provider = new AwsProvider({ cloud, place: () => cloud.place });
    });
    afterEach(() => cloud.stop());

    describe("names", () => {
        it("makes one up from the resource's own, and keeps it", async () => {
            const first = await provider.check(makeUrn(queue, "orders"), {}, {});
            const second = await provider.check(makeUrn(queue, "orders"), first.inputs, { delaySeconds: 5 });

            expect(first.inputs.name).to.match(/^orders-[0-9a-f]{7}$/);
            expect(second.inputs.name).to.equal(first.inputs.name);
        });

        it("makes up another for what is to replace it", async () => {
            const first = await provider.check(makeUrn(queue, "orders"), {}, {});
            const second = await provider.check(makeUrn(queue, "orders"), {}, {});

            expect(second.inputs.name).not.to.equal(first.inputs.name);
        });

        it("makes one up anew when the program stops giving it", async () => {
            const given = await provider.check(makeUrn(queue, "orders"), {}, { name: "mine" });
            const made = await provider.check(makeUrn(queue, "orders"), given.inputs, {});

            expect(made.inputs.name).to.match(/^orders-[0-9a-f]{7}$/);
        });

        it("keeps within the service's limit", async () => {
            const { inputs, failures } = await provider.check(makeUrn(queue, "q".repeat(100)), {}, {});

            expect(failures).to.deep.equal([]);
            expect(inputs.name).to.have.length(80);
        });

        it("deletes before it replaces only what has a name of its own", async () => {
            const mine = await make(provider, table, "mine", { ...onKey("id"), name: "mine" });
            const made = await make(provider, table, "made", onKey("id"));

            expect(provider.diff(mine, { ...mine.inputs, ...onKey("other") }).deleteBeforeReplace).to.equal(true);
            expect(provider.diff(made, { ...made.inputs, ...onKey("other") }).deleteBeforeReplace).to.equal(false);
        });
    });

    describe("secrets", () => {
        it("stay wrapped in the outputs, and what is made from them is wrapped", async () => {
            const owner = await make(provider, "aws:secretsmanager/secret:Secret", "owner", { name: "owner" });

            const version = await make(provider, secretVersion, "v", {
                secretId: owner.id,
                secretString: secret("whsec_hidden"),
            });
            const role = await make(provider, queue, "q", { name: secret("hidden-name") });

            expect(version.outputs.secretString).to.deep.equal(secret("whsec_hidden"));
            expect(JSON.stringify(withoutSecrets(version.outputs))).not.to.include("whsec_hidden");
            expect(JSON.stringify(withoutSecrets(role.outputs))).not.to.include("hidden-name");
        });

        it("become current again with a value that they had before, as a version of its own", async () => {
            const owner = await make(provider, "aws:secretsmanager/secret:Secret", "s", { name: "s" });
            const values = ["first", "second", "first"];
            for (const secretString of values) {
                await make(provider, secretVersion, "v", { secretId: owner.id, secretString });
            }

            const call = <T extends object>(operation: string, input: object) =>
                cloud.call<T>(cloud.secrets, operation, input);
            const SecretId = owner.id;
            const current = await call<{ SecretString: string }>("GetSecretValue", { SecretId });
            const all = await call<{ Versions: object[] }>("ListSecretVersionIds", {
                SecretId,
                IncludeDeprecated: true,
            });

            expect(current.SecretString).to.equal("first");
            expect(all.Versions).to.have.length(values.length);
        });

        it("are equal to themselves without their wrapping", async () => {
            const one = await make(provider, queue, "q", { name: "q", policy: secret(allow("sqs:SendMessage")) });

            const { changes } = provider.diff(one, { ...one.inputs, policy: allow("sqs:SendMessage") });

            expect(changes).to.deep.equal({});
        });
    });

    describe("previews", () => {
        it("create nothing, and leave unknown what AWS makes up", async () => {
            const { inputs } = await provider.check(makeUrn(queue, "q"), {}, { delaySeconds: 3 });

            const { id, outputs } = await provider.create(makeUrn(queue, "q"), inputs, true);

            expect(id).to.equal("");
            expect(outputs).to.include({ delaySeconds: 3, name: inputs.name, arn: unknown, url: unknown });
            const { QueueUrls = [] } = await cloud.call<{ QueueUrls?: string[] }>(cloud.sqs, "ListQueues", {});
            expect(QueueUrls).to.deep.equal([]);
        });

        it("change nothing, and know what stays", async () => {
            const one = await make(provider, queue, "q", { name: "q" });

            const outputs = await provider.update(one, { ...one.inputs, delaySeconds: 9 }, true);

            expect(outputs).to.include({ arn: one.outputs.arn, delaySeconds: 9 });
            expect((await provider.read(one))?.inputs).to.deep.equal(one.inputs);
        });

        it("refuse nothing that is not known yet", async () => {
            const target = { rule: unknown, arn: unknown, deadLetterConfig: { arn: unknown } };

            const { failures } = await provider.check(
                makeUrn("aws:cloudwatch/eventTarget:EventTarget", "t"),
                {},
                target,
            );

            expect(failures).to.deep.equal([]);
        });

        it("take a resource that is not there yet, which the engine sends with an empty id, for unknown", async () => {
            const lambda = { [signatureKey]: "5cf8f73096256a8f31e491e813e4eb8e", urn: makeUrn(queue, "f"), id: "" };
            const permission = { function: lambda, action: "lambda:InvokeFunction", principal: "events.amazonaws.com" };

            const { failures } = await provider.check(makeUrn("aws:lambda/permission:Permission", "p"), {}, permission);

            expect(failures).to.deep.equal([]);
        });
    });

    describe("differences", () => {
        it("are none between documents that differ in their spacing and order", async () => {
            const one = await make(provider, queue, "q", { name: "q", policy: allow("sqs:SendMessage") });
            const parsed = JSON.parse(allow("sqs:SendMessage")) as EngineProperties;
            const turned = JSON.stringify(Object.fromEntries(Object.entries(parsed).reverse()), null, 2);

            expect(provider.diff(one, { ...one.inputs, policy: turned }).changes).to.deep.equal({});
        });

        it("are none between sets in another order", async () => {
            const attributes = ["id", "kind"].map((name) => ({ name, type: "S" }));
            const one = await make(provider, table, "t", { name: "tab", hashKey: "id", rangeKey: "kind", attributes });

            const { changes } = provider.diff(one, { ...one.inputs, attributes: [...attributes].reverse() });

            expect(changes).to.deep.equal({});
        });

        it("are none when a program says what was so anyway", async () => {
            const one = await make(provider, table, "t", { name: "tab", ...onKey("id") });

            expect(provider.diff(one, { ...one.inputs, billingMode: "PROVISIONED" }).changes).to.deep.equal({});
            expect(provider.diff(one, { ...one.inputs, billingMode: "PAY_PER_REQUEST" }).changes).to.have.key(
                "billingMode",
            );
        });

        it("are none between an index by hashKey and rangeKey, and the same by keySchemas", async () => {
            const byKind = { name: "byKind", projectionType: "ALL" };
            const one = await make(provider, table, "t", {
                name: "tab",
                hashKey: "id",
                attributes: ["id", "kind"].map((name) => ({ name, type: "S" })),
                globalSecondaryIndexes: [{ ...byKind, hashKey: "kind", rangeKey: "id" }],
            });
            const by = (...names: string[]) => [
                {
                    ...byKind,
                    keySchemas: names.map((attributeName, at) => ({ attributeName, keyType: at ? "RANGE" : "HASH" })),
                },
            ];

            const diff = (globalSecondaryIndexes: object[]) =>
                Object.keys(provider.diff(one, { ...one.inputs, globalSecondaryIndexes }).changes);

            expect(diff(by("kind", "id"))).to.deep.equal([]);
            expect(diff(by("id", "kind"))).to.deep.equal(["globalSecondaryIndexes"]);
        });

        it("are none where the program says to leave them", async () => {
            const one = await make(provider, queue, "q", { name: "q", delaySeconds: 1 });

            expect(provider.diff(one, { ...one.inputs, delaySeconds: 2 }, ["delaySeconds"]).changes).to.deep.equal({});
        });
    });

    it("refuses to create what is there already", async () => {
        await make(provider, queue, "one", { name: "same" });

        const error = await make(provider, queue, "two", { name: "same" }).catch((reason: Error) => reason);

        expect((error as Error).message).to.include("already");
    });

    it("finds that something is gone", async () => {
        const one = await make(provider, queue, "q", { name: "q" });

        await cloud.call(cloud.sqs, "DeleteQueue", { QueueUrl: one.id });

        expect(await provider.read(one)).to.equal(undefined);
    });

    it("lets a log group keep its lines for ever again", async () => {
        const group = await make(provider, "aws:cloudwatch/logGroup:LogGroup", "g", { name: "g", retentionInDays: 7 });

        await provider.update(group, { ...group.inputs, retentionInDays: 0 });

        const { logGroups } = await cloud.call<{ logGroups: object[] }>(cloud.logs, "DescribeLogGroups", {});
        expect(logGroups).to.have.length(1);
        expect(logGroups[0]).to.have.property("retentionInDays", undefined);
    });

    it("names a resource type that it does not know", async () => {
        const error = await provider
            .check(makeUrn("aws:ec2/instance:Instance", "box"), {}, {})
            .catch((reason: Error) => reason);

        expect((error as Error).message)
            .to.include("aws:ec2/instance:Instance")
            .and.to.include("box");
    });

    it("knows a domain name of one's own, and where it leads", async () => {
        const domain = await make(provider, "aws:apigateway/domainName:DomainName", "d", {
            domainName: "hooks.example.com",
            endpointConfiguration: { types: "REGIONAL" },
        });
        const mapping = await make(provider, "aws:apigateway/basePathMapping:BasePathMapping", "m", {
            domainName: domain.id,
            restApi: "abc",
            stageName: "v1",
        });

        expect(domain.outputs.regionalDomainName).to.match(/^d-[0-9a-f]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
        expect(domain.outputs).to.include({ arn: "arn:aws:apigateway:us-east-1::/domainnames/hooks.example.com" });
        expect(mapping.id).to.equal("hooks.example.com/");
        expect(provider.diff(domain, domain.inputs).changes).to.deep.equal({});
    });

    it("answers the functions that programs call", async () => {
        const region = await provider.invoke("aws:index/getRegion:getRegion", {});
        const { accountId } = await provider.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});

        expect(region).to.include({ region: "us-east-1" });
        expect(accountId).to.equal("000000000000");
    });
});

function onKey(name: string) {
    return { hashKey: name, attributes: [{ name, type: "S" }] };
}

function allow(Action: string): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action, Resource: "*" }],
    });
}

function withoutSecrets(outputs: EngineProperties): unknown {
    return JSON.parse(JSON.stringify(outputs), (_key, part: EngineProperties | null) =>
        part !== null && typeof part === "object" && "4dabf18193072939515e22adb298388d" in part ? "secret" : part,
    );
}
