import { expect } from "chai";

import { AwsError } from "../../../../src/aws-error";
import { awsError, busArn, type LocalBus, openLocalBus, withRule } from "../local-bus";

describe("PutEvents", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
        await withRule(bus);
    });
    afterEach(() => bus.close());

    it("delivers the event in AWS's envelope", async () => {
        const Time = Date.UTC(2025, 11, 24, 18, 0, 0) / 1000;

        const { Entries, FailedEntryCount } = await bus.put({ total: 5 }, { Time, Resources: ["arn:a", "arn:b"] });
        await bus.settle();

        expect(FailedEntryCount).to.equal(0);
        expect(await bus.lambda.events()).to.deep.equal([
            {
                version: "0",
                id: Entries?.[0]?.EventId,
                "detail-type": "order.placed",
                source: "shop",
                account: "123456789012",
                time: "2025-12-24T18:00:00Z",
                region: "eu-central-1",
                resources: ["arn:a", "arn:b"],
                detail: { total: 5 },
            },
        ]);
    });

    it("passes the detail's text on as it came", async () => {
        const Detail = '{"amount": 1.0, "big": 12345678901234567890}';

        await bus.put({}, { Detail });
        await bus.settle();

        expect((await bus.lambda.received())[0]?.body).to.contain(`"detail":${Detail}}`);
    });

    it("takes the time of the call for an event without one", async () => {
        await bus.put({});
        await bus.settle();

        expect((await bus.lambda.events())[0]?.time).to.equal("2026-01-01T00:00:00Z");
    });

    it("takes a bus by its ARN, and the default bus when none is named", async () => {
        await bus.call("PutRule", { Name: "d", EventPattern: '{"source":["shop"]}' });
        await bus.call("PutTargets", { Rule: "d", Targets: [{ Id: "q", Arn: "arn:aws:sqs:eu-central-1:1:d" }] });

        await bus.put({ n: 1 }, { EventBusName: busArn });
        await bus.put({ n: 2 }, { EventBusName: undefined });
        await bus.settle();

        expect((await bus.lambda.events()).map(({ detail }) => detail.n)).to.deep.equal([1]);
        expect((await bus.queue.events()).map(({ detail }) => detail.n)).to.deep.equal([2]);
    });

    it("answers with an id for a bus that does not exist, as AWS does, and delivers nothing", async () => {
        const { FailedEntryCount, Entries } = await bus.put({}, { EventBusName: "nowhere" });
        await bus.settle();

        expect(FailedEntryCount).to.equal(0);
        expect(Entries?.[0]?.EventId).to.be.a("string");
        expect(bus.lambda.attempts).to.equal(0);
    });

    it("delivers to every target of every rule that matches, and to no other", async () => {
        await bus.call("PutRule", { Name: "paid", EventBusName: "orders", EventPattern: '{"detail-type":["paid"]}' });
        await bus.call("PutTargets", {
            Rule: "paid",
            EventBusName: "orders",
            Targets: [
                { Id: "a", Arn: "arn:aws:sqs:eu-central-1:1:a" },
                { Id: "b", Arn: "arn:aws:sqs:eu-central-1:1:b" },
            ],
        });

        await bus.put({});
        await bus.put({}, { DetailType: "paid" });
        await bus.settle();

        expect(await bus.lambda.received()).to.have.length(2);
        expect((await bus.queue.received()).map(({ arn }) => arn)).to.have.members([
            "arn:aws:sqs:eu-central-1:1:a",
            "arn:aws:sqs:eu-central-1:1:b",
        ]);
    });

    it("delivers nothing by a rule that is disabled", async () => {
        await bus.call("DisableRule", { Name: "all", EventBusName: "orders" });
        await bus.put({ n: 1 });
        await bus.call("EnableRule", { Name: "all", EventBusName: "orders" });
        await bus.put({ n: 2 });
        await bus.settle();

        expect((await bus.lambda.events()).map(({ detail }) => detail.n)).to.deep.equal([2]);
    });

    it("tells of each refused entry in its place, and accepts the others", async () => {
        const good = { Source: "shop", DetailType: "t", Detail: "{}", EventBusName: "orders" };

        const { FailedEntryCount, Entries } = await bus.call("PutEvents", {
            Entries: [
                { ...good, Source: undefined },
                { ...good, DetailType: "" },
                { ...good, Detail: undefined },
                good,
                { ...good, Detail: "[1]" },
                { ...good, Detail: "{" },
                { ...good, Detail: '"text"' },
                { ...good, Source: "aws.s3" },
                { ...good, DetailType: "x".repeat(129) },
                { ...good, Time: "yesterday" },
            ],
        });
        await bus.settle();

        expect(FailedEntryCount).to.equal(9);
        expect(Entries?.map(({ ErrorCode }) => ErrorCode)).to.deep.equal([
            "InvalidArgument",
            "InvalidArgument",
            "InvalidArgument",
            undefined,
            "MalformedDetail",
            "MalformedDetail",
            "MalformedDetail",
            "NotAuthorizedForSourceException",
            "InvalidArgument",
            "InvalidArgument",
        ]);
        expect(Entries?.[0]?.ErrorMessage).to.equal(
            "Parameter Source is not valid. Reason: Source is a required argument.",
        );
        expect(await bus.lambda.received()).to.have.length(1);
    });

    it("refuses an entry whose time, trace header or bus no event can have", async () => {
        const good = { Source: "shop", DetailType: "t", Detail: "{}", EventBusName: "orders" };

        const { Entries } = await bus.call("PutEvents", {
            Entries: [
                { ...good, Time: Date.UTC(2026, 0, 1) },
                { ...good, TraceHeader: "" },
                { ...good, TraceHeader: "Root=1\r\nx-other: 1" },
                { ...good, TraceHeader: "x".repeat(501) },
                { ...good, TraceHeader: 5 },
                { ...good, EventBusName: busArn.replace("eu-central-1", "eu-west-1") },
                { ...good, EventBusName: busArn.replace("123456789012", "210987654321") },
                { ...good, Time: Date.UTC(9999, 11, 31) / 1000, TraceHeader: "x".repeat(500) },
            ],
        });
        await bus.settle();

        expect(Entries?.map(({ ErrorCode }) => ErrorCode)).to.deep.equal([
            "InvalidArgument",
            "InvalidArgument",
            "InvalidArgument",
            "InvalidArgument",
            "InvalidArgument",
            "AccessDeniedException",
            "AccessDeniedException",
            undefined,
        ]);
        expect((await bus.lambda.events()).map(({ time }) => time)).to.deep.equal(["9999-12-31T00:00:00Z"]);
    });

    for (const [name, entry] of [
        ["that is null", null],
        ["that is no structure", "entry"],
        ["with a number as bus", { EventBusName: 5 }],
        ["with an empty name as bus", { EventBusName: "" }],
        ["with another service's ARN as bus", { EventBusName: "arn:aws:sqs:eu-central-1:123456789012:orders" }],
        ["with a number as source", { Source: 5 }],
        ["with an object as detail", { Detail: {} }],
        ["with a number as resources", { Resources: 5 }],
        ["with a text as resources", { Resources: "abc" }],
        ["with resources that are no texts", { Resources: ["arn:a", null] }],
    ] as const) {
        it(`refuses a request with an entry ${name}`, async () => {
            const good = { Source: "shop", DetailType: "t", Detail: "{}", EventBusName: "orders" };
            const odd = typeof entry === "object" && entry !== null ? { ...good, ...entry } : entry;

            const error = await awsError(bus.call("PutEvents", { Entries: [good, odd] }));
            await bus.settle();

            expect(error.code).to.equal("ValidationException");
            expect(error.message).to.contain("entries.2.member");
            expect(bus.lambda.attempts).to.equal(0);
        });
    }

    it("takes a member that is null for one that is not there", async () => {
        await bus.put({}, { Time: null, Resources: null, TraceHeader: null });
        await bus.settle();

        expect((await bus.lambda.events())[0]).to.include({ time: "2026-01-01T00:00:00Z" });
        expect((await bus.lambda.events())[0]?.resources).to.deep.equal([]);
    });

    it("refuses more than ten entries, and none", async () => {
        const entry = { Source: "shop", DetailType: "t", Detail: "{}" };

        const tooMany = await awsError(bus.call("PutEvents", { Entries: Array(11).fill(entry) }));
        const none = await awsError(bus.call("PutEvents", { Entries: [] }));

        expect(tooMany.code).to.equal("ValidationException");
        expect(tooMany.message).to.contain("less than or equal to 10");
        expect(none.code).to.equal("ValidationException");
    });

    it("counts source, detail-type, detail, resources and time towards the limit of 1 MB", async () => {
        const rest = "shop".length + "order.placed".length + "arn:é".length + 1 + 14;
        const detail = (bytes: number) => `{"a":"${"x".repeat(bytes - 8)}"}`;
        const entry = { Resources: ["arn:é"], Time: 0 };

        const atLimit = await bus.put({}, { ...entry, Detail: detail(1024 * 1024 - rest) });
        const over = await awsError(bus.put({}, { ...entry, Detail: detail(1024 * 1024 - rest + 1) }));

        expect(atLimit.FailedEntryCount).to.equal(0);
        expect(over.code).to.equal("ValidationException");
        expect(over.message).to.equal("Total size of the entries in the request is over the limit.");
    });

    it("passes on the entry's trace header, or the request's", async () => {
        await bus.put({}, { TraceHeader: "Root=1-entry" });
        await bus.call(
            "PutEvents",
            { Entries: [{ Source: "shop", DetailType: "t", Detail: "{}", EventBusName: "orders" }] },
            { headers: { "x-amzn-trace-id": "Root=1-request" } },
        );
        await bus.settle();

        const received = await bus.lambda.received();
        expect(received.map(({ context }) => context.traceHeader)).to.deep.equal(["Root=1-entry", "Root=1-request"]);
    });

    it("asks for each event whether the caller may put it on its bus, before it takes any", async () => {
        const asked: string[] = [];
        const authorize = (action: string, resource: string) => {
            asked.push(`${action} ${resource}`);
            if (resource !== busArn) {
                throw new AwsError("AccessDeniedException", "no");
            }
        };
        const entry = { Source: "shop", DetailType: "t", Detail: "{}" };

        const error = await awsError(
            bus.call(
                "PutEvents",
                { Entries: [{ ...entry, EventBusName: "orders" }, { ...entry, EventBusName: busArn }, entry] },
                { authorize },
            ),
        );
        await bus.settle();

        expect(error.code).to.equal("AccessDeniedException");
        expect(asked).to.deep.equal([
            `events:PutEvents ${busArn}`,
            `events:PutEvents ${busArn}`,
            "events:PutEvents arn:aws:events:eu-central-1:123456789012:event-bus/default",
        ]);
        expect(bus.lambda.attempts).to.equal(0);
    });

    it("counts matches and invocations", async () => {
        await bus.put({});
        await bus.put({}, { Detail: "{" });
        await bus.put({}, { Source: "elsewhere" });
        await bus.settle();

        const rule = { EventBusName: "orders", RuleName: "all" };
        expect(bus.metrics.of("MatchedEvents", { EventBusName: "orders" })).to.equal(1);
        expect(bus.metrics.of("MatchedEvents", rule)).to.equal(1);
        expect(bus.metrics.of("TriggeredRules", rule)).to.equal(1);
        expect(bus.metrics.of("SuccessfulInvocationAttempts", rule)).to.equal(1);
        expect(bus.metrics.of("Invocations", rule)).to.equal(1);
        expect(bus.metrics.of("FailedInvocations", rule)).to.equal(0);
    });

    it("names the rule alone in the metrics of the default bus", async () => {
        await bus.call("PutRule", { Name: "d", EventPattern: '{"source":["shop"]}' });

        await bus.put({}, { EventBusName: "default" });

        expect(bus.metrics.of("MatchedEvents", { RuleName: "d" })).to.equal(1);
    });
});
