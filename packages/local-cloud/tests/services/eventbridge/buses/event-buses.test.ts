import { expect } from "chai";

import { awsError, busArn, type LocalBus, openLocalBus, withRule } from "../local-bus";

describe("Event buses", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
    });
    afterEach(() => bus.close());

    it("are described as AWS describes them", async () => {
        await bus.bridge.putBus({ name: "orders", description: "d" });
        await bus.clock.advance(5000);
        await bus.bridge.putBus({ name: "orders", description: "e" });

        const described = await bus.call("DescribeEventBus", { Name: busArn });
        expect(described).to.include({
            Name: "orders",
            Arn: busArn,
            Description: "e",
            CreationTime: Date.UTC(2026, 0, 1) / 1000,
            LastModifiedTime: Date.UTC(2026, 0, 1) / 1000 + 5,
        });
    });

    it("are listed by prefix and page, the default bus among them", async () => {
        for (const name of ["b", "a2", "a1"]) {
            await bus.bridge.putBus({ name });
        }
        const names = ({ EventBuses }: { EventBuses?: { Name?: string }[] }) => EventBuses?.map(({ Name }) => Name);

        const first = await bus.call("ListEventBuses", { Limit: 2 });
        const second = await bus.call("ListEventBuses", { Limit: 2, NextToken: first.NextToken });
        const prefixed = await bus.call("ListEventBuses", { NamePrefix: "a" });

        expect(names(first)).to.deep.equal(["a1", "a2"]);
        expect(names(second)).to.deep.equal(["b", "default"]);
        expect(second.NextToken).to.equal(undefined);
        expect(names(prefixed)).to.deep.equal(["a1", "a2"]);
        expect((await awsError(bus.call("ListEventBuses", { NextToken: "?" }))).code).to.equal("ValidationException");
        expect((await awsError(bus.call("ListEventBuses", { Limit: 101 }))).code).to.equal("ValidationException");
    });

    it("are deleted when they have no rule, and more than once", async () => {
        await withRule(bus);

        const refused = await awsError(bus.bridge.deleteBus("orders"));
        await bus.call("RemoveTargets", { Rule: "all", EventBusName: "orders", Ids: ["fn"] });
        await bus.call("DeleteRule", { Name: "all", EventBusName: "orders" });
        await bus.bridge.deleteBus("orders");
        await bus.bridge.deleteBus("orders");

        expect(refused.code).to.equal("ValidationException");
        expect((await awsError(bus.call("DescribeEventBus", { Name: "orders" }))).message).to.equal(
            "Event bus orders does not exist.",
        );
    });

    it("have a policy, which is set and taken away whole", async () => {
        const policy = { Version: "2012-10-17", Statement: [] };
        const Policy = JSON.stringify(policy);

        await bus.bridge.putBusPolicy("default", Policy);
        const set = await bus.call("DescribeEventBus");
        await bus.bridge.putBusPolicy("default", undefined);

        expect(set.Policy).to.equal(Policy);
        expect((await bus.call("DescribeEventBus")).Policy).to.equal(undefined);
    });

    it("tell of their key, their log and their dead-letter queue, which an update sets anew or takes away", async () => {
        const settings = {
            KmsKeyIdentifier: "alias/bus",
            LogConfig: { Level: "ERROR" as const, IncludeDetail: "NONE" as const },
            DeadLetterConfig: { Arn: "arn:aws:sqs:eu-central-1:123456789012:letters" },
        };

        await bus.bridge.putBus({ name: "b", settings });
        const described = await bus.call("DescribeEventBus", { Name: "b" });
        await bus.bridge.putBus({ name: "b", settings: { LogConfig: { Level: "OFF" } } });
        const updated = await bus.call("DescribeEventBus", { Name: "b" });

        expect(described).to.deep.include(settings);
        expect(updated.LogConfig).to.deep.equal({ Level: "OFF" });
        expect(updated).to.not.have.any.keys("KmsKeyIdentifier", "DeadLetterConfig");
    });

    it("tell of an archive's key, and of none once that is taken away", async () => {
        const archive = { name: "a", eventSourceArn: busArn };
        const readKey = async () =>
            (await bus.call("DescribeArchive", { ArchiveName: "a" })).KmsKeyIdentifier as unknown;
        await bus.bridge.putBus({ name: "orders" });

        await bus.bridge.putArchive({ ...archive, kmsKeyIdentifier: "alias/a" });
        const before = await readKey();
        await bus.bridge.putArchive({ ...archive, kmsKeyIdentifier: undefined });

        expect([before, await readKey()]).to.deep.equal(["alias/a", undefined]);
    });
});
