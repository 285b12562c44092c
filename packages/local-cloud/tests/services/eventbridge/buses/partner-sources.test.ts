import { expect } from "chai";

import { awsError, functionArn, type LocalBus, openLocalBus } from "../local-bus";

const source = "aws.partner/shop.com/ed_test_1";
const entry = { Source: source, DetailType: "order.placed", Detail: '{"n":1}' };

describe("A partner's event source", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
    });
    afterEach(() => bus.close());

    it("is active with its bus, and listed", async () => {
        await bus.bridge.putBus({ name: source, eventSourceName: source });
        await bus.bridge.putBus({ name: "orders" });

        const listed = await bus.call("ListEventSources", { NamePrefix: "aws.partner/shop.com" });
        const others = await bus.call("ListEventSources", { NamePrefix: "aws.partner/other.com" });
        const all = await bus.call("ListEventSources");

        expect(listed.EventSources).to.deep.equal([
            {
                Arn: `arn:aws:events:eu-central-1::event-source/${source}`,
                CreatedBy: "aws.partner/shop.com",
                CreationTime: Date.UTC(2026, 0, 1) / 1000,
                Name: source,
                State: "ACTIVE",
            },
        ]);
        expect(all.EventSources).to.deep.equal(listed.EventSources);
        expect(others.EventSources).to.deep.equal([]);
    });

    it("is not there without its bus", async () => {
        await bus.bridge.putBus({ name: source, eventSourceName: source });
        await bus.bridge.deleteBus(source);

        expect((await bus.call("ListEventSources")).EventSources).to.deep.equal([]);
    });

    it("puts events on its bus, in the partner's name", async () => {
        await withPartnerRule(bus, { Id: "fn", Arn: functionArn });

        const put = await bus.call("PutPartnerEvents", { Entries: [{ ...entry, Time: 1_800_000_000 }] });
        await bus.settle();

        expect(put.FailedEntryCount).to.equal(0);
        expect(await bus.lambda.events()).to.deep.equal([
            {
                version: "0",
                id: put.Entries?.[0]?.EventId,
                "detail-type": "order.placed",
                source,
                account: "123456789012",
                time: "2027-01-15T08:00:00Z",
                region: "eu-central-1",
                resources: [],
                detail: { n: 1 },
            },
        ]);
    });

    it("puts them nowhere while it has no bus of its own", async () => {
        await bus.bridge.putBus({ name: "orders" });

        const put = await bus.call("PutPartnerEvents", { Entries: [entry] });

        expect(put.FailedEntryCount).to.equal(0);
        expect(put.Entries?.[0]?.EventId).to.be.a("string");
    });

    it("is told which entries are refused, twenty at most being taken at once", async () => {
        const put = await bus.call("PutPartnerEvents", {
            Entries: [{ ...entry, Source: "shop" }, { ...entry, Detail: "[1]" }, { ...entry, DetailType: "" }, entry],
        });
        const tooMany = await awsError(
            bus.call("PutPartnerEvents", { Entries: Array.from({ length: 21 }, () => entry) }),
        );

        expect(put.FailedEntryCount).to.equal(3);
        expect(put.Entries?.map(({ ErrorCode }) => ErrorCode)).to.deep.equal([
            "InvalidArgument",
            "MalformedDetail",
            "InvalidArgument",
            undefined,
        ]);
        expect(tooMany.message).to.contain("Member must have length less than or equal to 20");
    });

    it("takes 1 MB at once, counted as for PutEvents", async () => {
        const rest = source.length + entry.DetailType.length + '{"a":""}'.length;
        const putBytes = (bytes: number) =>
            bus.call("PutPartnerEvents", { Entries: [{ ...entry, Detail: `{"a":"${"x".repeat(bytes - rest)}"}` }] });

        const atLimit = await putBytes(1024 * 1024);
        const over = await awsError(putBytes(1024 * 1024 + 1));

        expect(atLimit.FailedEntryCount).to.equal(0);
        expect(over.message).to.equal("Total size of the entries in the request is over the limit.");
    });

    it("may not be named by PutEvents", async () => {
        await withPartnerRule(bus, { Id: "fn", Arn: functionArn });

        const put = await bus.call("PutEvents", { Entries: [{ ...entry, EventBusName: source }] });

        expect(put.Entries?.[0]?.ErrorCode).to.equal("NotAuthorizedForSourceException");
    });

    it("has its events forwarded to another bus as they are, by a role", async () => {
        const RoleArn = "arn:aws:iam::123456789012:role/forwards";
        const Arn = "arn:aws:events:eu-central-1:123456789012:event-bus/orders";
        await bus.bridge.putBus({ name: "orders" });
        await bus.call("PutRule", { Name: "all", EventBusName: "orders", EventPattern: '{"detail":{"n":[1]}}' });
        await bus.call("PutTargets", {
            Rule: "all",
            EventBusName: "orders",
            Targets: [{ Id: "fn", Arn: functionArn }],
        });
        await withPartnerRule(bus, { Id: "bus", Arn, RoleArn });

        const put = await bus.call("PutPartnerEvents", { Entries: [entry] });
        await bus.settle();

        expect((await bus.lambda.events()).map(({ id, source: from }) => ({ id, from }))).to.deep.equal([
            { id: put.Entries?.[0]?.EventId, from: source },
        ]);
    });
});

async function withPartnerRule(bus: LocalBus, target: object): Promise<void> {
    await bus.bridge.putBus({ name: source, eventSourceName: source });
    const EventPattern = JSON.stringify({ source: [source] });
    await bus.call("PutRule", { Name: "forward", EventBusName: source, EventPattern });
    await bus.call("PutTargets", { Rule: "forward", EventBusName: source, Targets: [target] });
}
