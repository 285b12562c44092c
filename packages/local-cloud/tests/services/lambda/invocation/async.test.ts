import { expect } from "chai";

import { AwsError } from "../../../../src/aws-error";
import { until } from "../../../../src/testing/until";
import { manualClock, type ManualClock } from "../../../../src/testing/manual-clock";
import { admin, functionSpec, type LambdaFixture, startLambda, waitingInvocations } from "../lambda-fixture";

const queueArn = "arn:aws:sqs:eu-west-1:123456789012:failures";
const minute = 60_000;

/** Reports each run as a log line `ran NAME REQUEST-ID`, and fails when its event says so. */
const source = `exports.handler = async (event, context) => {
    process.stdout.write("ran " + event.name + " " + context.awsRequestId + "\\n");
    if (event.delay) await new Promise((resolve) => setTimeout(resolve, event.delay));
    if (event.fail) throw new Error("bad " + event.name);
    return { done: event.name };
};`;

describe("an asynchronous invocation", () => {
    let fixture: LambdaFixture;
    let clock: ManualClock;

    beforeEach(async () => {
        clock = manualClock();
        fixture = await startLambda({}, clock);
        await fixture.lambda.putFunction(functionSpec("worker", source));
    });

    afterEach(() => fixture.close());

    const runs = () => fixture.log.map(({ message }) => message).filter((message) => message.startsWith("ran "));
    const settled = async () => (await waitingInvocations(fixture.store)) === 0;
    const invoke = (event: object, requestId?: string) =>
        fixture.lambda.invokeAsync("worker", JSON.stringify(event), { ...admin, requestId });

    /** Waits until the function ran `count` times, and the clock has something to wait for. */
    async function failed(count: number) {
        await until(`${count} runs`, () => runs().length === count);
        await until("a retry is due", () => clock.pending() === 2);
    }

    it("is in the store before it is accepted, and runs after", async () => {
        await fixture.lambda.addPermission("worker", "bus", {
            action: "lambda:InvokeFunction",
            principal: "events.amazonaws.com",
        });
        const arn = "arn:aws:lambda:eu-west-1:123456789012:function:worker";
        const context = {
            principal: "events.amazonaws.com",
            sourceArn: "arn:aws:events:eu-west-1:123456789012:rule/r",
        };

        const handover = await fixture.lambda.handOver(arn, '{"name":"a"}', context);
        await fixture.store.write(handover.writes);
        const waiting = await waitingInvocations(fixture.store);
        handover.done();
        await until("it has run", settled);

        expect(waiting).to.equal(1);
        expect(runs()).to.have.length(1);
        expect(fixture.metrics.AsyncEventsReceived).to.deep.equal([1]);
    });

    it("runs again one and then two minutes after it failed, with the same request id", async () => {
        await invoke({ name: "a", fail: true }, "id-1");
        await failed(1);

        await clock.advance(minute - 1);
        const early = runs().length;
        await clock.advance(1);
        await failed(2);
        await clock.advance(2 * minute - 1);
        const earlyAgain = runs().length;
        await clock.advance(1);
        await until("it is over", settled);

        expect([early, earlyAgain]).to.deep.equal([1, 2]);
        expect(runs()).to.deep.equal(Array(3).fill("ran a id-1"));
        expect(fixture.metrics.Errors).to.deep.equal([1, 1, 1]);
        expect(fixture.metrics.AsyncEventsDropped).to.deep.equal([1]);
    });

    it("sends its record to the on-failure destination after the last failure", async () => {
        await fixture.lambda.putEventInvokeConfig("worker", { maximumRetryAttempts: 0, onFailureArn: queueArn });

        await invoke({ name: "a", fail: true }, "id-1");
        await until("it is over", settled);

        expect(fixture.queue.messages).to.have.length(1);
        const { arn, body, context } = fixture.queue.messages[0]!;
        expect(arn).to.equal(queueArn);
        expect(context).to.deep.include({
            principal: "lambda.amazonaws.com",
            sourceArn: "arn:aws:lambda:eu-west-1:123456789012:function:worker",
        });
        const record = JSON.parse(body) as { responsePayload: { trace: unknown } };
        delete record.responsePayload.trace;
        expect(record).to.deep.equal({
            version: "1.0",
            timestamp: "2026-01-01T00:00:00.000Z",
            requestContext: {
                requestId: "id-1",
                functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:worker:$LATEST",
                condition: "RetriesExhausted",
                approximateInvokeCount: 1,
            },
            requestPayload: { name: "a", fail: true },
            responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
            responsePayload: { errorType: "Error", errorMessage: "bad a" },
        });
    });

    it("is dropped, and counted, when the role may not send to the destination or that is missing", async () => {
        await fixture.lambda.putEventInvokeConfig("worker", {
            maximumRetryAttempts: 0,
            onFailureArn: "arn:aws:sqs:eu-west-1:123456789012:missing",
        });
        await invoke({ name: "a", fail: true });
        await until("it is over", settled);
        await fixture.lambda.putEventInvokeConfig("worker", { maximumRetryAttempts: 0, onFailureArn: queueArn });
        fixture.denied.add("sqs:SendMessage");

        await invoke({ name: "b", fail: true });
        await until("it is over", settled);

        expect(fixture.queue.messages).to.deep.equal([]);
        expect(fixture.metrics.DestinationDeliveryFailures).to.deep.equal([1, 1]);
    });

    it("keeps its record until a destination that is busy takes it, and does not run again", async () => {
        await fixture.lambda.putEventInvokeConfig("worker", { maximumRetryAttempts: 0, onFailureArn: queueArn });
        const handOver = fixture.queue.handOver.bind(fixture.queue);
        fixture.queue.handOver = () => Promise.reject(new AwsError("ThrottlingException", "busy", 429));
        await invoke({ name: "a", fail: true });
        await failed(1);
        fixture.queue.handOver = handOver;

        await clock.advance(1000);
        await until("it is over", settled);

        expect(runs()).to.have.length(1);
        expect(fixture.queue.messages).to.have.length(1);
    });

    it("does not run any more once it is too old", async () => {
        await fixture.lambda.putEventInvokeConfig("worker", { maximumEventAgeSeconds: 60, onFailureArn: queueArn });
        await invoke({ name: "a", fail: true });
        await failed(1);

        await clock.advance(minute);
        await until("it is over", settled);

        expect(runs()).to.have.length(1);
        const record = JSON.parse(fixture.queue.messages[0]?.body ?? "") as object;
        expect(record).to.have.nested.include({
            "requestContext.condition": "EventAgeExceeded",
            "requestContext.approximateInvokeCount": 1,
        });
    });

    it("goes to the destination at once when the function reserves no concurrency at all", async () => {
        await fixture.lambda.putReservedConcurrency("worker", 0);
        await fixture.lambda.putEventInvokeConfig("worker", { onFailureArn: queueArn });

        await invoke({ name: "a" });
        await until("it is over", settled);

        expect(runs()).to.deep.equal([]);
        expect(fixture.queue.messages).to.have.length(1);
        expect(JSON.parse(fixture.queue.messages[0]?.body ?? "")).to.have.nested.include({
            "requestContext.condition": "ZeroReservedConcurrency",
            "requestContext.approximateInvokeCount": 0,
        });
    });

    it("waits, with growing intervals, while the function is throttled", async () => {
        await fixture.lambda.putReservedConcurrency("worker", 1);
        const busy = fixture.lambda.invoke("worker", '{"name":"sync","delay":400}', admin);
        await until("the function is busy", () => runs().length === 1);

        await invoke({ name: "a" });
        await until("it is throttled", () => fixture.metrics.Throttles?.length === 1);
        await clock.advance(1000);
        await until("it is throttled again", () => fixture.metrics.Throttles?.length === 2);
        await clock.advance(1999);
        const throttles = fixture.metrics.Throttles?.length;
        await busy;
        await clock.advance(1);
        await until("it is over", settled);

        expect(throttles).to.equal(2);
        expect(runs()).to.have.length(2);
    });

    it("runs in order of arrival", async () => {
        await fixture.lambda.putReservedConcurrency("worker", 1);
        const names = Array.from({ length: 100 }, (_, index) => `n${index}`);

        for (const name of names) {
            await invoke({ name });
        }
        await until("all have run", settled);

        expect(runs().map((line) => line.split(" ")[1])).to.deep.equal(names);
    });

    it("waits for its turn when there are a thousand, without a process for each", async () => {
        const names = Array.from({ length: 1000 }, (_, index) => `n${index}`);

        await Promise.all(names.map((name) => invoke({ name })));
        const processes = fixture.lambda.processes;
        await until("all have run", settled);

        expect(processes).to.be.within(1, 10);
        expect(runs().map((line) => line.split(" ")[1])).to.have.members(names);
    });

    it("runs once when it comes before Lambda has taken up what was left", async () => {
        await fixture.restart(() => invoke({ name: "a", delay: 100 }));
        await until("it is over", settled);

        expect(runs()).to.have.length(1);
    });

    it("runs after a restart when it was accepted and had not finished, and keeps its retries", async () => {
        await invoke({ name: "fails", fail: true }, "id-1");
        await failed(1);
        await invoke({ name: "cut", delay: 300 }, "id-2");
        await until("it runs", () => runs().length === 2);

        await fixture.restart();
        await until("it runs again", () => runs().length === 3);
        await clock.advance(minute - 1);
        const early = runs().length;
        await clock.advance(1);
        await until("the retry runs", () => runs().length === 4);

        expect(early).to.equal(3);
        expect(runs()).to.deep.equal(["ran fails id-1", "ran cut id-2", "ran cut id-2", "ran fails id-1"]);
    });

    it("is forgotten with its function", async () => {
        await invoke({ name: "a", fail: true });
        await failed(1);

        await fixture.lambda.deleteFunction("worker");

        expect(await settled()).to.be.true;
    });

    it("is forgotten too when it was accepted while its function was deleted", async () => {
        const arn = "arn:aws:lambda:eu-west-1:123456789012:function:worker";
        const permission = { action: "lambda:InvokeFunction", principal: "events.amazonaws.com" };
        await fixture.lambda.addPermission("worker", "bus", permission);
        const context = { principal: "events.amazonaws.com", sourceArn: "arn:aws:events:::rule/r" };
        const handover = await fixture.lambda.handOver(arn, "{}", context);
        await fixture.lambda.deleteFunction("worker");

        await fixture.store.write(handover.writes);
        handover.done();

        await until("it is forgotten", settled);
        expect(runs()).to.deep.equal([]);
    });

    it("takes 1 MB and no more", async () => {
        const error = await invoke({ name: "x".repeat(1024 * 1024) }).catch((thrown: unknown) => thrown);

        expect(error).to.deep.include({ code: "RequestTooLargeException", status: 413 });
    });
});
