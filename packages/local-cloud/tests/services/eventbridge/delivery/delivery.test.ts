import { expect } from "chai";

import { AwsError } from "../../../../src/aws-error";
import { until } from "../../../../src/testing/until";
import { functionArn, type LocalBus, openLocalBus, queueArn, withRule } from "../local-bus";

const second = 1000;
const hour = 3600 * second;
const rule = { EventBusName: "orders", RuleName: "all" };
const throttled = () => new AwsError("ThrottlingException", "too many", 429);

describe("Delivery to targets", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
    });
    afterEach(() => bus.close());

    it("says who delivers, for which rule, and which event", async () => {
        await withRule(bus);

        const { Entries } = await bus.put({});
        await bus.settle();

        expect((await bus.lambda.received())[0]?.context).to.deep.equal({
            principal: "events.amazonaws.com",
            sourceArn: "arn:aws:events:eu-central-1:123456789012:rule/orders/all",
            eventId: Entries?.[0]?.EventId,
        });
    });

    it("delivers in the name of the target's role", async () => {
        await withRule(bus, { RoleArn: "arn:aws:iam::1:role/r" });

        await bus.put({});
        await bus.settle();

        const { context } = (await bus.lambda.received())[0] ?? {};
        expect(context?.roleArn).to.equal("arn:aws:iam::1:role/r");
    });

    for (const [name, error] of [
        ["a throttle", throttled()],
        ["a 5xx", new AwsError("ServiceException", "down", 503)],
        ["an error that is no AWS error", new Error("bug")],
    ] as const) {
        it(`tries again after ${name}`, async () => {
            await withRule(bus);
            bus.lambda.failure = () => (bus.lambda.attempts < 3 ? error : undefined);

            await bus.put({ n: 1 });
            await bus.settle();
            const attemptsAtOnce = bus.lambda.attempts;
            await bus.clock.advance(10 * second);
            await bus.settle();

            expect(attemptsAtOnce).to.equal(1);
            expect(await bus.lambda.events()).to.have.length(1);
            expect(bus.metrics.of("RetryInvocationAttempts", rule)).to.equal(2);
            expect(bus.metrics.of("Invocations", rule)).to.equal(1);
            expect(bus.metrics.of("FailedInvocations", rule)).to.equal(0);
        });
    }

    it("waits longer after each failure, with jitter, and never more than ten minutes", async () => {
        await withRule(bus);
        const at: number[] = [];
        bus.lambda.failure = () => {
            at.push(bus.clock.now());
            return throttled();
        };

        await bus.put({});
        await bus.clock.advance(3 * hour);
        await bus.settle();

        const delays = at.slice(1).map((instant, index) => instant - (at[index] ?? 0));
        expect(delays.length).to.be.greaterThan(15);
        delays.forEach((delay, index) => {
            const ceiling = Math.min(second * 2 ** index, 600 * second);
            expect(delay).to.be.within(ceiling / 2, ceiling);
        });
        expect(new Set(delays.slice(12)).size).to.be.greaterThan(1);
    });

    it("gives up after the policy's retries, and hands the event to the dead-letter queue", async () => {
        await withRule(bus, {
            RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 86400 },
            DeadLetterConfig: { Arn: queueArn },
        });
        bus.lambda.failure = throttled;

        const { Entries } = await bus.put({ n: 1 });
        await bus.clock.advance(hour);
        await bus.settle();

        const [message, ...others] = await bus.queue.received();
        expect(others).to.be.empty;
        expect(bus.lambda.attempts).to.equal(3);
        expect(message?.arn).to.equal(queueArn);
        expect(JSON.parse(message?.body ?? "")).to.include({ id: Entries?.[0]?.EventId, source: "shop" });
        expect(message?.context.principal).to.equal("events.amazonaws.com");
        expect(message?.context.attributes).to.deep.equal({
            RULE_ARN: "arn:aws:events:eu-central-1:123456789012:rule/orders/all",
            TARGET_ARN: functionArn,
            ERROR_CODE: "THROTTLING",
            ERROR_MESSAGE: "too many",
            EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
            RETRY_ATTEMPTS: "2",
        });
        expect(bus.metrics.of("FailedInvocations", rule)).to.equal(1);
        expect(bus.metrics.of("Invocations", rule)).to.equal(1);
        expect(bus.metrics.of("InvocationsSentToDlq", rule)).to.equal(1);
    });

    it("gives up when the event is older than the policy allows", async () => {
        await withRule(bus, { RetryPolicy: { MaximumEventAgeInSeconds: 60 }, DeadLetterConfig: { Arn: queueArn } });
        bus.lambda.failure = throttled;

        await bus.put({});
        await bus.clock.advance(59 * second);
        await bus.settle();
        const early = await bus.queue.received();
        await bus.clock.advance(second);
        await bus.settle();

        const [message] = await bus.queue.received();
        expect(early).to.be.empty;
        expect(message?.context.attributes?.EXHAUSTED_RETRY_CONDITION).to.equal("MaximumEventAgeInSeconds");
    });

    // Ten delays of 0.5 to 256 s, then 175 of 300 s; or ten twice as long, 142 of 600 s, and what is left of the 24 h.
    for (const [jitter, random, retries, exhausted, lastAt] of [
        ["shortest", 0, 185, "MaximumRetryAttempts", (0.5 * (2 ** 10 - 1) + 175 * 300) * second],
        ["longest", 1, 153, "MaximumEventAgeInSeconds", 24 * hour],
    ] as const) {
        it(`retries ${retries} times by default when the jitter is ${jitter}: no more than 185, nor after 24 hours`, async () => {
            const own = await openLocalBus({ random: () => random });
            await withRule(own, { DeadLetterConfig: { Arn: queueArn } });
            const start = own.clock.now();
            let last = start;
            own.lambda.failure = () => {
                last = own.clock.now();
                return throttled();
            };

            await own.put({});
            await own.clock.advance(48 * hour);
            await own.settle();

            const [message, ...others] = await own.queue.received();
            await own.close();
            expect(others).to.be.empty;
            expect(own.lambda.attempts).to.equal(retries + 1);
            expect(last - start).to.equal(lastAt);
            expect(message?.context.attributes).to.include({
                RETRY_ATTEMPTS: String(retries),
                EXHAUSTED_RETRY_CONDITION: exhausted,
            });
        }).timeout(20000);
    }

    for (const [error, code] of [
        [new AwsError("ResourceNotFoundException", "gone", 404), "NO_RESOURCE"],
        [new AwsError("AccessDeniedException", "not allowed", 403), "NO_PERMISSIONS"],
        [new AwsError("InvalidRequestContentException", "no JSON"), "INVALID_JSON"],
        [new AwsError("ValidationException", "bad"), "INVALID_PARAMETER"],
    ] as const) {
        it(`hands the event to the dead-letter queue at once with ${code}`, async () => {
            await withRule(bus, { DeadLetterConfig: { Arn: queueArn } });
            bus.lambda.failure = () => error;

            await bus.put({});
            await bus.settle();

            const [message] = await bus.queue.received();
            expect(bus.lambda.attempts).to.equal(1);
            expect(message?.context.attributes).to.include({ ERROR_CODE: code, RETRY_ATTEMPTS: "0" });
            expect(message?.context.attributes).not.to.have.property("EXHAUSTED_RETRY_CONDITION");
            expect(bus.clock.pending()).to.equal(1); // the regular expiry alone
        });
    }

    it("hands the event to the dead-letter queue when its input template makes no JSON of it", async () => {
        const InputTransformer = { InputPathsMap: { obj: "$.detail" }, InputTemplate: '{"payload": "<obj>"}' };
        await withRule(bus, { InputTransformer, DeadLetterConfig: { Arn: queueArn } });

        const { Entries } = await bus.put({ id: "1" });
        await bus.settle();

        const [message] = await bus.queue.received();
        expect(bus.lambda.attempts).to.equal(0);
        expect(JSON.parse(message?.body ?? "")).to.include({ id: Entries?.[0]?.EventId });
        expect(message?.context.attributes).to.include({ ERROR_CODE: "INVALID_JSON", RETRY_ATTEMPTS: "0" });
        expect(bus.metrics.of("FailedInvocations", rule)).to.equal(1);
    });

    it("drops the event and counts it when there is no dead-letter queue", async () => {
        await withRule(bus);
        bus.lambda.failure = () => new AwsError("ResourceNotFoundException", "gone", 404);

        await bus.put({});
        await bus.settle();
        await bus.clock.advance(48 * hour);

        expect(bus.lambda.attempts).to.equal(1);
        expect(bus.metrics.of("FailedInvocations", rule)).to.equal(1);
        expect(bus.metrics.of("InvocationsSentToDlq", rule)).to.equal(0);
    });

    it("drops the event, counts it and tells of it when the dead-letter queue refuses it", async () => {
        await withRule(bus, { DeadLetterConfig: { Arn: queueArn } });
        bus.lambda.failure = () => new AwsError("ResourceNotFoundException", "gone", 404);
        bus.queue.failure = () => new AwsError("AccessDeniedException", "not allowed", 403);

        await bus.put({});
        await bus.settle();

        expect(bus.queue.attempts).to.equal(1);
        expect(bus.metrics.of("InvocationsFailedToBeSentToDlq", rule)).to.equal(1);
        expect(bus.metrics.of("InvocationsSentToDlq", rule)).to.equal(0);
        expect(bus.lost).to.deep.equal(["the dead-letter queue did not take it: not allowed"]);
    });

    for (const [name, error] of [
        ["is throttled", throttled()],
        ["answers 5xx", new AwsError("InternalFailure", "down", 500)],
        ["fails otherwise", new Error("the disk is full")],
    ] as const) {
        it(`hands the event to the dead-letter queue later when that ${name}, and not to the target again`, async () => {
            await withRule(bus, { DeadLetterConfig: { Arn: queueArn } });
            bus.lambda.failure = () => new AwsError("ResourceNotFoundException", "gone", 404);
            bus.queue.failure = () => (bus.queue.attempts < 3 ? error : undefined);

            await bus.put({ n: 1 });
            await bus.settle();
            const attemptsAtOnce = bus.queue.attempts;
            await bus.clock.advance(60 * second);
            await bus.settle();

            const [message, ...others] = await bus.queue.received();
            expect(attemptsAtOnce).to.equal(1);
            expect(others).to.be.empty;
            expect(message?.context.attributes).to.include({ ERROR_CODE: "NO_RESOURCE", RETRY_ATTEMPTS: "0" });
            expect(bus.lambda.attempts).to.equal(1);
            expect(bus.metrics.of("InvocationsSentToDlq", rule)).to.equal(1);
            expect(bus.metrics.of("InvocationsFailedToBeSentToDlq", rule)).to.equal(0);
            expect(bus.metrics.of("FailedInvocations", rule)).to.equal(1);
            expect(bus.lost).to.be.empty;
        });
    }

    it("keeps one target's failures from another", async () => {
        await withRule(bus);
        await bus.call("PutTargets", {
            Rule: "all",
            EventBusName: "orders",
            Targets: [{ Id: "q", Arn: "arn:aws:sqs:eu-central-1:1:jobs" }],
        });
        bus.lambda.failure = throttled;

        for (let n = 0; n < 200; n++) {
            await bus.put({ n });
        }
        await bus.settle();

        expect(await bus.queue.received()).to.have.length(200);
    });

    it("delivers more events than it holds in memory, each once", async () => {
        await withRule(bus);
        const Entries = Array.from({ length: 10 }, (_, n) => ({
            Source: "shop",
            DetailType: "t",
            Detail: JSON.stringify({ n }),
            EventBusName: "orders",
        }));

        await Promise.all(Array.from({ length: 150 }, () => bus.call("PutEvents", { Entries })));
        await until("all are delivered", async () => (await bus.lambda.received()).length >= 1500);
        await bus.settle();

        const ids = (await bus.lambda.events()).map(({ id }) => id);
        expect(ids).to.have.length(1500);
        expect(new Set(ids).size).to.equal(1500);
    });

    it("delivers to the target as it was when the event matched", async () => {
        await withRule(bus);
        bus.lambda.failure = () => (bus.lambda.attempts === 1 ? throttled() : undefined);

        await bus.put({ n: 1 });
        await bus.settle();
        await bus.call("RemoveTargets", { Rule: "all", EventBusName: "orders", Ids: ["fn"] });
        await bus.call("DeleteRule", { Name: "all", EventBusName: "orders" });
        await bus.clock.advance(second);
        await bus.settle();

        expect((await bus.lambda.events())[0]?.detail).to.deep.equal({ n: 1 });
    });
});

describe("A bus as a rule's target", () => {
    let bus: LocalBus;
    const audit = "arn:aws:events:eu-central-1:123456789012:event-bus/audit";
    const roleArn = "arn:aws:iam::123456789012:role/sender";
    beforeEach(async () => {
        bus = await openLocalBus();
        await withRule(bus, { Arn: audit, RoleArn: roleArn, DeadLetterConfig: { Arn: queueArn } });
        await bus.bridge.putBus({ name: "audit" });
        await bus.call("PutRule", { Name: "seen", EventBusName: "audit", EventPattern: '{"source":["shop"]}' });
    });
    afterEach(() => bus.close());

    const target = (Arn: string) =>
        bus.call("PutTargets", {
            Rule: "seen",
            EventBusName: "audit",
            Targets: [{ Id: "t", Arn, DeadLetterConfig: { Arn: queueArn } }],
        });

    it("gets the event as it is, for its own rules", async () => {
        await target(functionArn);

        const { Entries } = await bus.put({ n: 1 }, { TraceHeader: "Root=1" });
        await bus.settle();

        const [received] = await bus.lambda.received();
        expect(JSON.parse(received?.body ?? "")).to.include({ id: Entries?.[0]?.EventId, source: "shop" });
        expect(received?.context.sourceArn).to.equal("arn:aws:events:eu-central-1:123456789012:rule/audit/seen");
        expect(received?.context.traceHeader).to.equal("Root=1");
    });

    it("does not pass it to a third bus", async () => {
        await target("arn:aws:events:eu-central-1:123456789012:event-bus/orders");

        await bus.put({ n: 1 });
        await bus.settle();

        const [message] = await bus.queue.received();
        expect(message?.context.attributes?.RULE_ARN).to.contain("rule/audit/seen");
        expect(message?.context.attributes?.ERROR_CODE).to.equal("THIRD_ACCOUNT_HOP_DETECTED");
        expect(message?.context.attributes?.ERROR_MESSAGE).to.contain("third");
    });

    it("takes no text that is no event", async () => {
        await bus.call("PutTargets", {
            Rule: "all",
            EventBusName: "orders",
            Targets: [
                { Id: "fn", Arn: audit, RoleArn: roleArn, Input: '{"a":1}', DeadLetterConfig: { Arn: queueArn } },
            ],
        });

        await bus.put({});
        await bus.settle();

        expect((await bus.queue.received())[0]?.context.attributes?.ERROR_CODE).to.equal("INVALID_PARAMETER");
    });

    it("is missing when it is deleted", async () => {
        await bus.call("DeleteRule", { Name: "seen", EventBusName: "audit" });
        await bus.bridge.deleteBus("audit");

        await bus.put({});
        await bus.settle();

        expect((await bus.queue.received())[0]?.context.attributes?.ERROR_CODE).to.equal("NO_RESOURCE");
    });
});
