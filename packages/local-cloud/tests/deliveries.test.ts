import { expect } from "chai";

import { Cloud } from "../src/cloud";
import { systemClock } from "../src/clock";
import { type DeliveredEvent, Deliveries } from "../src/deliveries";
import type { Observation } from "../src/observation";
import { until } from "../src/testing/until";

/** Minutes between attempts are hundredths of a second, and the six hours that an event may wait, seconds. */
const speed = 6_000;

const source = `exports.handler = async ({ detail }) => {
    console.log("packing", detail.id);
    if (detail.fragile) {
        throw new TypeError("no padding left");
    }
};`;

describe("what the local cloud tells of its work", function () {
    this.timeout(20_000);
    let cloud: Cloud;
    let observations: Observation[];
    const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
    const functionArn = arn("lambda", "function:pack");
    const queueArn = arn("sqs", "letters");

    beforeEach(async () => {
        observations = [];
        const observe = (observation: Observation) => void observations.push(observation);
        cloud = await Cloud.start({
            folder: undefined,
            gatewayPort: 0,
            awsPort: 0,
            region: "us-east-1",
            clock: systemClock(speed),
            observe,
        });
        await addQueue("letters", "lambda.amazonaws.com");
        await cloud.lambda.putFunction({
            functionName: "pack",
            runtime: "nodejs24.x",
            architectures: ["arm64"],
            handler: "index.handler",
            timeoutSeconds: 5,
            memoryMegabytes: 128,
            environment: {},
            roleArn: arn("iam", "role/none"),
            logGroup: "/aws/lambda/pack",
            tracing: "PassThrough",
            code: new Map([["index.js", Buffer.from(source)]]),
        });
        await cloud.lambda.addPermission("pack", "events", {
            action: "lambda:InvokeFunction",
            principal: "events.amazonaws.com",
        });
        await cloud.lambda.putEventInvokeConfig("pack", { onFailureArn: queueArn });
        await cloud.call(cloud.events, "PutRule", { Name: "all", EventPattern: '{"source":["shop"]}' });
    });

    afterEach(() => cloud.stop());

    async function addQueue(name: string, principal: string): Promise<void> {
        const statement = { Effect: "Allow", Principal: { Service: principal }, Action: "sqs:*", Resource: "*" };
        const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
        await cloud.sqs.putQueue(name, { Policy });
    }

    const addTarget = (target: object) => cloud.call(cloud.events, "PutTargets", { Rule: "all", Targets: [target] });

    async function put(detail: object): Promise<string> {
        const entry = { Source: "shop", DetailType: "order", Detail: JSON.stringify(detail) };
        const { Entries } = await cloud.call<{ Entries: { EventId: string }[] }>(cloud.events, "PutEvents", {
            Entries: [entry],
        });
        return Entries[0]?.EventId ?? "";
    }

    async function deliveries(detailId: string, done: (event: DeliveredEvent) => boolean): Promise<DeliveredEvent> {
        return until(`the deliveries of ${detailId}`, async () => {
            const response = await fetch(`${cloud.place.awsUrl}/_local/deliveries?detail-id=${detailId}`);
            const { events } = (await response.json()) as { events: DeliveredEvent[] };
            const event = events[events.length - 1];
            return event !== undefined && done(event) && event;
        });
    }

    it("is each event with its targets, what functions write, and how they end", async () => {
        await addTarget({ Id: "pack", Arn: functionArn });

        const eventId = await put({ id: "order-1" });
        const event = await deliveries("order-1", ({ deliveries: [one] }) => one?.status === "succeeded");

        expect(event).to.deep.equal({
            eventId,
            detailId: "order-1",
            detailType: "order",
            deliveries: [
                {
                    targetArn: functionArn,
                    status: "succeeded",
                    requestId: event.deliveries[0]?.requestId,
                    attempt: 1,
                    maxAttempts: 3,
                },
            ],
        });
        expect(observations.map(({ type }) => type)).to.deep.equal([
            "event accepted",
            "event delivered",
            "function line",
            "invocation ended",
        ]);
        expect(observations[2]).to.deep.include({ functionName: "pack" });
        expect(observations[2])
            .to.have.property("line")
            .that.match(/\tINFO\tpacking order-1$/);
    });

    it("is of the newest 5,000 events", () => {
        const deliveries = new Deliveries();
        for (let index = 0; index <= 5_000; index++) {
            const event = { eventId: `event-${index}`, detailType: "order", detail: { id: `order-${index}` } };
            deliveries.observe({ type: "event accepted", ...event, traceHeader: undefined, targets: [functionArn] });
        }

        expect(deliveries.ofDetailId("order-0")).to.deep.equal([]);
        expect(deliveries.ofDetailId("order-1").map(({ eventId }) => eventId)).to.deep.equal(["event-1"]);
    });

    it("is each failed attempt with the error, when the next one is, and where the letter goes", async () => {
        // Whatever the target gets of the event.
        await addTarget({ Id: "pack", Arn: functionArn, Input: '{"detail":{"id":"another","fragile":true}}' });

        const eventId = await put({ id: "order-2" });
        const { deliveries: last } = await deliveries("order-2", ({ deliveries: [one] }) => one?.attempt === 3);

        const ends = observations.filter((one) => one.type === "invocation ended");
        expect(ends.map(({ attempt, nextAttemptMs }) => [attempt, nextAttemptMs])).to.deep.equal([
            [1, 60_000],
            [2, 120_000],
            [3, undefined],
        ]);
        expect(ends[0]).to.include({ eventId, functionName: "pack", maxAttempts: 3, deadLetterArn: queueArn });
        expect(ends[0]?.error).to.include({ type: "TypeError", message: "no padding left" });
        expect(ends[0]?.error?.trace[1]).to.match(/index\.js:4:15\)$/);
        expect(last[0]).to.deep.include({
            status: "failed",
            error: { type: "TypeError", message: "no padding left" },
            deadLetterArn: queueArn,
        });
    });

    it("is what EventBridge could not deliver, and the queue that has it", async () => {
        await addQueue("undelivered", "events.amazonaws.com");
        await addTarget({
            Id: "gone",
            Arn: arn("lambda", "function:gone"),
            DeadLetterConfig: { Arn: arn("sqs", "undelivered") },
        });

        await put({ id: "order-3" });
        const event = await deliveries("order-3", ({ deliveries: [one] }) => one?.status === "failed");

        expect(event.deliveries[0]).to.deep.include({
            attempt: 1,
            error: {
                type: "NO_RESOURCE",
                message: `Function not found: ${arn("lambda", "function:gone")}`,
            },
            deadLetterArn: arn("sqs", "undelivered"),
        });
    });

    it("keeps apart the invocations of a function that two rules have as target, and events with one detail id", async () => {
        await addTarget({ Id: "pack", Arn: functionArn });
        await addTarget({ Id: "again", Arn: functionArn });

        await put({ id: "order-4" });
        const first = await deliveries("order-4", (event) => event.deliveries.every((one) => one.status !== "pending"));
        await put({ id: "order-4" });
        const second = await deliveries(
            "order-4",
            (event) => event.eventId !== first.eventId && event.deliveries.every((one) => one.status !== "pending"),
        );

        const requests = [...first.deliveries, ...second.deliveries].map(({ requestId }) => requestId);
        expect(new Set(requests).size).to.equal(4);
    });
});
