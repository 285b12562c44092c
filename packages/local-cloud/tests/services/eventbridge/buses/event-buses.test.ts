import { expect } from "chai";

import { awsError, busArn, type LocalBus, openLocalBus, withRule } from "../local-bus";

describe("Event buses", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
    });
    afterEach(() => bus.close());

    it("are described as AWS describes them", async () => {
        const created = await bus.call("CreateEventBus", { Name: "orders", Description: "d" });
        await bus.clock.advance(5000);
        await bus.call("UpdateEventBus", { Name: "orders", Description: "e" });

        const described = await bus.call("DescribeEventBus", { Name: busArn });
        expect(created).to.include({ EventBusArn: busArn, Description: "d" });
        expect(described).to.include({
            Name: "orders",
            Arn: busArn,
            Description: "e",
            CreationTime: Date.UTC(2026, 0, 1) / 1000,
            LastModifiedTime: Date.UTC(2026, 0, 1) / 1000 + 5,
        });
    });

    it("are listed by prefix and page, the default bus among them", async () => {
        for (const Name of ["b", "a2", "a1"]) {
            await bus.call("CreateEventBus", { Name });
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

        const refused = await awsError(bus.call("DeleteEventBus", { Name: "orders" }));
        await bus.call("RemoveTargets", { Rule: "all", EventBusName: "orders", Ids: ["fn"] });
        await bus.call("DeleteRule", { Name: "all", EventBusName: "orders" });
        await bus.call("DeleteEventBus", { Name: "orders" });
        await bus.call("DeleteEventBus", { Name: "orders" });

        expect(refused.code).to.equal("ValidationException");
        expect((await awsError(bus.call("DescribeEventBus", { Name: "orders" }))).message).to.equal(
            "Event bus orders does not exist.",
        );
        expect((await awsError(bus.call("DeleteEventBus", { Name: "default" }))).message).to.equal(
            "Cannot delete event bus default.",
        );
    });

    it("are refused with AWS's errors", async () => {
        await bus.call("CreateEventBus", { Name: "orders" });

        const duplicate = await awsError(bus.call("CreateEventBus", { Name: "orders" }));
        const misnamed = await awsError(bus.call("CreateEventBus", { Name: "a b" }));

        expect(duplicate.code).to.equal("ResourceAlreadyExistsException");
        expect(misnamed.message).to.equal(
            "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: " +
                "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
        );
    });

    it("have a policy, which is set and taken away whole", async () => {
        const policy = { Version: "2012-10-17", Statement: [] };
        const Policy = JSON.stringify(policy);

        await bus.call("PutPermission", { Policy });
        const set = await bus.call("DescribeEventBus");
        await bus.call("RemovePermission", { RemoveAllPermissions: true });

        expect(set.Policy).to.equal(Policy);
        expect((await bus.call("DescribeEventBus")).Policy).to.equal(undefined);
    });

    it("tell of their key, their log and their dead-letter queue, which an update sets anew or takes away", async () => {
        const settings = {
            KmsKeyIdentifier: "alias/bus",
            LogConfig: { Level: "ERROR", IncludeDetail: "NONE" },
            DeadLetterConfig: { Arn: "arn:aws:sqs:eu-central-1:123456789012:letters" },
        };

        const created = await bus.call("CreateEventBus", { Name: "b", ...settings });
        const described = await bus.call("DescribeEventBus", { Name: "b" });
        await bus.call("UpdateEventBus", { Name: "b", KmsKeyIdentifier: "", LogConfig: { Level: "OFF" } });
        const updated = await bus.call("DescribeEventBus", { Name: "b" });

        expect(created).to.deep.include(settings);
        expect(described).to.deep.include(settings);
        expect(updated.LogConfig).to.deep.equal({ Level: "OFF" });
        expect(updated).to.not.have.any.keys("KmsKeyIdentifier", "DeadLetterConfig");
    });

    it("are refused with a level of logs that there is not", async () => {
        const error = await awsError(bus.call("CreateEventBus", { Name: "b", LogConfig: { Level: "DEBUG" } }));

        expect(error.message).to.contain("at 'logConfig.level' failed to satisfy constraint");
    });

    it("tell of an archive's key, which an empty one takes away", async () => {
        await bus.call("CreateEventBus", { Name: "orders" });
        await bus.call("CreateArchive", { ArchiveName: "a", EventSourceArn: busArn, KmsKeyIdentifier: "alias/a" });
        const created = await bus.call("DescribeArchive", { ArchiveName: "a" });
        await bus.call("UpdateArchive", { ArchiveName: "a" });
        const kept = await bus.call("DescribeArchive", { ArchiveName: "a" });
        await bus.call("UpdateArchive", { ArchiveName: "a", KmsKeyIdentifier: "" });
        const taken = await bus.call("DescribeArchive", { ArchiveName: "a" });

        expect([created, kept, taken].map(({ KmsKeyIdentifier }) => KmsKeyIdentifier as unknown)).to.deep.equal([
            "alias/a",
            "alias/a",
            undefined,
        ]);
    });

    for (const [operation, input, named] of [
        ["PutPermission", { Principal: "*", StatementId: "all" }, "Principal, StatementId"],
        ["RemovePermission", { StatementId: "all" }, "StatementId"],
    ] as const) {
        it(`refuse ${named} of ${operation} by name`, async () => {
            const error = await awsError(bus.call(operation, input));

            expect(error.message).to.equal(`The local cloud does not have ${named}.`);
        });
    }
});
