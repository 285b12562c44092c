import { expect } from "chai";

import { awsError, busArn, type LocalBus, openLocalBus, withRule } from "../local-bus";

const ruleArn = "arn:aws:events:eu-central-1:123456789012:rule/orders/all";

describe("Rules", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
    });
    afterEach(() => bus.close());

    it("are described as AWS describes them", async () => {
        await bus.bridge.putBus({ name: "orders" });
        const rule = { Name: "all", EventBusName: "orders", EventPattern: '{"source":["shop"]}', Description: "d" };

        const put = await bus.call("PutRule", rule);

        const shown = { ...rule, Arn: ruleArn, State: "ENABLED", RoleArn: undefined, ScheduleExpression: undefined };
        expect(put).to.deep.equal({ RuleArn: ruleArn });
        expect(await bus.call("DescribeRule", { Name: "all", EventBusName: "orders" })).to.deep.equal({
            ...shown,
            CreatedBy: "123456789012",
        });
        expect((await bus.call("ListRules", { EventBusName: busArn })).Rules).to.deep.equal([shown]);
        expect((await bus.call("ListRules", { EventBusName: "orders", NamePrefix: "x" })).Rules).to.be.empty;
    });

    it("have no bus in their ARN on the default bus", async () => {
        const { RuleArn } = await bus.call("PutRule", { Name: "r", EventPattern: '{"source":["a"]}' });

        expect(RuleArn).to.equal("arn:aws:events:eu-central-1:123456789012:rule/r");
    });

    it("are replaced by PutRule, and keep their targets", async () => {
        await withRule(bus);

        const EventPattern = '{"source":["till"]}';
        await bus.call("PutRule", { Name: "all", EventBusName: "orders", EventPattern, State: "DISABLED" });

        const described = await bus.call("DescribeRule", { Name: "all", EventBusName: "orders" });
        const { Targets } = await bus.call("ListTargetsByRule", { Rule: "all", EventBusName: "orders" });
        expect(described).to.include({ EventPattern, State: "DISABLED" });
        expect(Targets).to.have.length(1);
    });

    it("with targets are not deleted; those that do not exist are", async () => {
        await withRule(bus);

        const error = await awsError(bus.call("DeleteRule", { Name: "all", EventBusName: "orders" }));
        await bus.call("DeleteRule", { Name: "none", EventBusName: "orders" });

        expect(error.message).to.equal("Rule can't be deleted since it has targets.");
    });

    it("are refused with AWS's errors", async () => {
        const EventPattern = '{"source":["a"]}';

        const errors = await Promise.all([
            awsError(bus.call("PutRule", { Name: "r" })),
            awsError(bus.call("PutRule", { Name: "r", EventPattern: '{"source":"a"}' })),
            awsError(bus.call("PutRule", { Name: "r", EventPattern: `{"source":["${"x".repeat(2048)}"]}` })),
            awsError(bus.call("PutRule", { Name: "r", EventPattern, EventBusName: "none" })),
            awsError(bus.call("PutRule", { Name: "r s", EventPattern })),
            awsError(bus.call("PutRule", { Name: "r", EventPattern, State: "ON" })),
            awsError(bus.call("DescribeRule", { Name: "r" })),
            awsError(bus.call("EnableRule", { Name: "r" })),
        ]);

        expect(errors.map(({ code }) => code)).to.deep.equal([
            "ValidationException",
            "InvalidEventPatternException",
            "LimitExceededException",
            "ResourceNotFoundException",
            "ValidationException",
            "ValidationException",
            "ResourceNotFoundException",
            "ResourceNotFoundException",
        ]);
        expect(errors[6]?.message).to.equal("Rule r does not exist on EventBus default.");
    });

    it("with a schedule show it, and stand on the default bus alone", async () => {
        const ScheduleExpression = "cron(0 3 * * ? *)";
        await bus.bridge.putBus({ name: "orders" });
        await bus.call("PutRule", { Name: "nightly", ScheduleExpression });

        const described = await bus.call("DescribeRule", { Name: "nightly" });
        const listed = await bus.call("ListRules");
        const errors = await Promise.all([
            awsError(bus.call("PutRule", { Name: "r", ScheduleExpression, EventBusName: "orders" })),
            awsError(bus.call("PutRule", { Name: "r", ScheduleExpression: "cron(0 3 * * * *)" })),
        ]);

        expect(described).to.include({ ScheduleExpression, EventPattern: undefined });
        expect(listed.Rules?.map((rule) => rule.ScheduleExpression)).to.deep.equal([ScheduleExpression]);
        expect(errors.map(({ code, message }) => `${code}: ${message}`)).to.deep.equal([
            "ValidationException: ScheduleExpression is supported only on the default event bus.",
            "ValidationException: Parameter ScheduleExpression is not valid.",
        ]);
    });
});

describe("TestEventPattern", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
    });
    afterEach(() => bus.close());

    const event = {
        id: "1",
        account: "1",
        source: "shop",
        time: "2026-01-01T00:00:00Z",
        region: "eu-central-1",
        resources: [],
        "detail-type": "t",
    };
    const test = (EventPattern: string, Event: string) => bus.call("TestEventPattern", { EventPattern, Event });

    it("tells whether the pattern matches", async () => {
        expect(await test('{"source":["shop"]}', JSON.stringify(event))).to.deep.equal({ Result: true });
        expect(await test('{"source":["till"]}', JSON.stringify(event))).to.deep.equal({ Result: false });
    });

    it("takes an event without resources", async () => {
        const { resources: _, ...plain } = event;

        expect(await test('{"source":["shop"]}', JSON.stringify(plain))).to.deep.equal({ Result: true });
        expect((await awsError(test('{"a":1}', JSON.stringify(plain)))).code).to.equal("InvalidEventPatternException");
    });

    it("refuses what is no event, and what is no pattern", async () => {
        const { source: _, ...incomplete } = event;

        const errors = await Promise.all([
            awsError(test('{"source":["shop"]}', '"plain"')),
            awsError(test('{"source":["shop"]}', JSON.stringify(incomplete))),
            awsError(test('{"source":1}', JSON.stringify(event))),
        ]);

        expect(errors.map(({ code }) => code)).to.deep.equal([
            "ValidationException",
            "ValidationException",
            "InvalidEventPatternException",
        ]);
        expect(errors[0]?.message).to.equal("Parameter Event is not valid.");
        expect(errors[1]?.message).to.contain("source");
    });
});
