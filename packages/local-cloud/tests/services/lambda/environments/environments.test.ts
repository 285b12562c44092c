import { expect } from "chai";
import { setTimeout as wait } from "node:timers/promises";

import { systemClock } from "../../../../src/clock";
import { until } from "../../../../src/testing/until";
import { manualClock } from "../../../../src/testing/manual-clock";
import { admin, functionSpec, isAlive, startLambda } from "../lambda-fixture";

const pidSource = "exports.handler = async () => process.pid;";
const slowSource = `exports.handler = async (event) => {
    await new Promise((resolve) => setTimeout(resolve, event));
    return process.pid;
};`;

const turnSource = "exports.handler = () => new Promise((done) => setTimeout(done, 5, process.pid));";

describe("a function's environments", () => {
    it("are ended when they have been idle for long", async () => {
        const clock = manualClock();
        const fixture = await startLambda({ environments: { eagerEnvironments: 2, idleSeconds: 300 } }, clock);
        await fixture.lambda.putFunction(functionSpec("f", slowSource));
        const [first, second] = await Promise.all([1, 2].map(() => fixture.lambda.invoke("f", "300", admin)));
        await clock.advance(200_000);
        const third = await fixture.lambda.invoke("f", "0", admin);

        await clock.advance(100_000);
        await until("one has ended", () => fixture.lambda.processes === 1);
        const left = [first, second].map((result) => Number(result?.payload)).filter(isAlive);
        await clock.advance(200_000);
        await until("both have ended", () => fixture.lambda.processes === 0);

        expect(left).to.deep.equal([Number(third.payload)]);
        await fixture.close();
    });

    it("stay warm though the cloud's time passes faster", async () => {
        const fixture = await startLambda({ environments: { idleSeconds: 300 } }, systemClock(1_000_000));
        await fixture.lambda.putFunction(functionSpec("f", pidSource));

        const first = await fixture.lambda.invoke("f", "{}", admin);
        await wait(50);
        const second = await fixture.lambda.invoke("f", "{}", admin);

        expect(second.payload).to.equal(first.payload);
        await fixture.close();
    });

    it("grow in number for invocations that wait long, one after the other", async () => {
        const fixture = await startLambda({
            environments: { eagerEnvironments: 1, backlogEnvironments: 1, patienceMs: 400 },
        });
        await fixture.lambda.putFunction(functionSpec("f", slowSource));
        await fixture.lambda.invoke("f", "0", admin);

        const short = await Promise.all(Array.from({ length: 5 }, () => fixture.lambda.invoke("f", "0", admin)));
        const long = await Promise.all([1, 2].map(() => fixture.lambda.invoke("f", "1200", admin)));

        expect(new Set(short.map(({ payload }) => payload)).size).to.equal(1);
        expect(new Set(long.map(({ payload }) => payload)).size).to.equal(2);
        await fixture.close();
    });

    it("grow in number for asynchronous invocations that fall behind, up to what cores have use for", async () => {
        const fixture = await startLambda({
            environments: { eagerEnvironments: 1, backlogEnvironments: 2, backlogMs: 30, patienceMs: 60_000 },
        });
        await fixture.lambda.putFunction(functionSpec("busy", turnSource));

        await Promise.all(Array.from({ length: 200 }, () => fixture.lambda.invokeAsync("busy", "{}", admin)));
        await until("all have run", () => fixture.metrics.Invocations?.length === 200);

        expect(fixture.lambda.processes).to.equal(2);
        await fixture.close();
    });

    it("stay one while there is always one that waits, but none waits long", async () => {
        const fixture = await startLambda({
            environments: { eagerEnvironments: 1, backlogEnvironments: 2, backlogMs: 1_000 },
        });
        await fixture.lambda.putFunction(functionSpec("busy", turnSource));
        await fixture.lambda.invoke("busy", "{}", admin);
        const end = performance.now() + 1_500;
        const caller = async () => {
            while (performance.now() < end) {
                await fixture.lambda.invoke("busy", "{}", admin);
            }
        };

        await Promise.all([caller(), caller(), caller(), caller()]);

        expect(fixture.lambda.processes).to.equal(1);
        await fixture.close();
    });

    describe("while asynchronous invocations are behind", () => {
        const environments = { eagerEnvironments: 1, backlogEnvironments: 1, backlogMs: 0, patienceMs: 60_000 };

        it("let them go on before a new one begins", async () => {
            const fixture = await startLambda({ environments: { ...environments, yieldMs: 60_000 } });
            await fixture.lambda.putFunction(functionSpec("busy", slowSource));
            await fixture.lambda.putFunction(functionSpec("new", pidSource));
            await Promise.all([1, 2, 3].map(() => fixture.lambda.invokeAsync("busy", "100", admin)));

            await fixture.lambda.invoke("new", "{}", admin);

            expect(fixture.metrics.Duration).to.have.length.of.at.least(3);
            await fixture.close();
        });

        it("do not keep a new one waiting for good", async () => {
            const fixture = await startLambda({ environments: { ...environments, yieldMs: 50 } });
            await fixture.lambda.putFunction(functionSpec("busy", slowSource));
            await fixture.lambda.putFunction(functionSpec("new", pidSource));
            await Promise.all([1, 2].map(() => fixture.lambda.invokeAsync("busy", "60000", admin)));

            const { payload } = await fixture.lambda.invoke("new", "{}", admin);

            expect(Number(payload)).to.be.greaterThan(0);
            await fixture.close();
        });
    });

    it("are replaced when what they run changes, and kept when nothing does", async () => {
        const fixture = await startLambda();
        const invoke = async () => (await fixture.lambda.invoke("f", "{}", admin)).payload;
        await fixture.lambda.putFunction(functionSpec("f", pidSource));
        const first = await invoke();
        await fixture.lambda.putFunction(functionSpec("f", pidSource));
        const same = await invoke();
        await fixture.lambda.putFunction(functionSpec("f", pidSource, { description: "new", reservedConcurrency: 5 }));
        const described = await invoke();
        await fixture.lambda.putFunction(functionSpec("f", pidSource, { environment: { A: "1" } }));
        const changed = await invoke();
        await fixture.lambda.putFunction(functionSpec("f", "exports.handler = async () => 'new';"));

        expect([same, described]).to.deep.equal([first, first]);
        expect(changed).not.to.equal(first);
        expect(await invoke()).to.equal('"new"');
        await fixture.close();
    });

    it("let what runs finish when the function changes", async () => {
        const fixture = await startLambda();
        await fixture.lambda.putFunction(functionSpec("f", slowSource));
        const running = fixture.lambda.invoke("f", "400", admin);
        await until("it runs", () => fixture.log.some(({ message }) => message.startsWith("START")));

        await fixture.lambda.putFunction(functionSpec("f", pidSource));
        const { functionError, payload } = await running;

        expect(functionError).to.be.undefined;
        await until("the old environment has ended", () => !isAlive(Number(payload)));
        await fixture.close();
    });

    it("are no more than the function reserves, or the account has", async () => {
        const fixture = await startLambda({ accountConcurrency: 3 });
        await fixture.lambda.putFunction(functionSpec("reserved", slowSource, { reservedConcurrency: 1 }));
        await fixture.lambda.putFunction(functionSpec("other", slowSource));
        const invoke = (name: string) =>
            fixture.lambda.invoke(name, "200", admin).then(
                () => 200,
                (error: { code: string; status: number; details: { Reason: string } }) =>
                    `${error.status} ${error.code} ${error.details.Reason}`,
            );

        const results = await Promise.all(
            ["reserved", "reserved", "other", "other", "other"].map((name) => invoke(name)),
        );
        const later = await invoke("reserved");

        expect(results).to.deep.equal([
            200,
            "429 TooManyRequestsException ReservedFunctionConcurrentInvocationLimitExceeded",
            200,
            200,
            "429 TooManyRequestsException ConcurrentInvocationLimitExceeded",
        ]);
        expect(later).to.equal(200);
        expect(fixture.metrics.Throttles).to.deep.equal([1, 1]);
        expect(fixture.metrics.Invocations).to.have.length(4);
        expect(fixture.metrics.ConcurrentExecutions).to.deep.equal([1, 1, 2, 1]);
        await fixture.close();
    });

    it("are gone with their function", async () => {
        const fixture = await startLambda();
        await fixture.lambda.putFunction(functionSpec("f", pidSource));
        const { payload } = await fixture.lambda.invoke("f", "{}", admin);

        await fixture.lambda.deleteFunction("f");

        expect(isAlive(Number(payload))).to.be.false;
        const error = await fixture.lambda.invoke("f", "{}", admin).catch((thrown: unknown) => thrown);
        expect(error).to.deep.include({ code: "ResourceNotFoundException" });
        await fixture.close();
    });
});

describe("a function that is declared", () => {
    it("is still there after a restart, with its code, permissions and settings", async () => {
        const fixture = await startLambda();
        await fixture.lambda.putFunction(functionSpec("f", "exports.handler = async () => 'kept';"));
        const permission = { action: "lambda:InvokeFunction", principal: "events.amazonaws.com" };
        await fixture.lambda.addPermission("f", "bus", permission);

        await fixture.restart();
        const result = await fixture.lambda.invoke("f", "{}", {
            caller: { kind: "service", principal: "events.amazonaws.com" },
        });

        expect(result.payload).to.equal('"kept"');
        await fixture.close();
    });

    it("can be removed twice, and what belongs to it after it", async () => {
        const fixture = await startLambda();
        await fixture.lambda.putFunction(functionSpec("f", "exports.handler = async () => 1;"));
        await fixture.lambda.deleteFunction("f");

        await fixture.lambda.deleteFunction("f");
        await fixture.lambda.removePermission("f", "bus");
        await fixture.lambda.deleteEventInvokeConfig("f");

        expect(() => fixture.lambda.mayInvoke("f", admin.caller)).to.throw("Function not found");
        await fixture.close();
    });

    it("cannot set Lambda's own variables, run another language, unpack outside of its folder, or reserve all", async () => {
        const fixture = await startLambda();
        const put = (settings: object) =>
            fixture.lambda.putFunction(functionSpec("f", "", settings)).catch((error: Error) => error.message);

        const messages = await Promise.all([
            put({ environment: { AWS_REGION: "us-east-1" } }),
            put({ environment: { LONG: "x".repeat(5000) } }),
            put({ runtime: "python3.13" }),
            put({ code: new Map([["../escape.js", Buffer.from("")]]) }),
            put({ reservedConcurrency: 901 }),
        ]);

        expect(messages[0]).to.match(/Reserved keys used in this request: AWS_REGION$/);
        expect(messages[1]).to.match(/exceeded the 4KB limit/);
        expect(messages[2]).to.match(/python3\.13 is not supported/);
        expect(messages[3]).to.match(/bad path/);
        expect(messages[4]).to.match(/below its minimum value of \[100\]/);
        await fixture.close();
    });
});
