import { expect } from "chai";

import { until } from "../../../../src/testing/until";
import { admin, functionSpec, isAlive, type LambdaFixture, startLambda } from "../lambda-fixture";

describe("a function that is invoked", () => {
    let fixture: LambdaFixture;

    before(async () => {
        fixture = await startLambda({
            environments: { eagerEnvironments: 3 },
            functionEnvironment: { SHARED: "everyone's" },
        });
    });

    after(() => fixture.close());

    async function invoke(name: string, event: unknown = {}, options = admin) {
        const result = await fixture.lambda.invoke(name, JSON.stringify(event), options);
        return { ...result, value: JSON.parse(result.payload) as Record<string, unknown> };
    }

    it("gets the event and answers with what it returns", async () => {
        await fixture.lambda.putFunction(functionSpec("echo", "exports.handler = async (event) => event;"));

        const { functionError, value } = await invoke("echo", { text: "grüße", list: [1, 2] });

        expect(functionError).to.equal(undefined);
        expect(value).to.deep.equal({ text: "grüße", list: [1, 2] });
    });

    it("takes and gives payloads of megabytes", async () => {
        const text = "ä".repeat(2_900_000);

        const { value } = await invoke("echo", { text });

        expect(value.text === text).to.be.true;
    });

    it("sees Lambda's context", async () => {
        await fixture.lambda.putFunction(
            functionSpec(
                "context",
                `exports.handler = async (event, context) =>
                    ({ ...context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID });`,
            ),
        );

        const { value } = await invoke(
            "context",
            {},
            { ...admin, requestId: "request-1", traceHeader: "Root=1-2-3", clientContext: '{"custom":{"name":"ö"}}' },
        );

        expect(value).to.deep.include({
            awsRequestId: "request-1",
            functionName: "context",
            functionVersion: "$LATEST",
            memoryLimitInMB: "128",
            invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:context",
            logGroupName: "/aws/lambda/context",
            clientContext: { custom: { name: "ö" } },
            trace: "Root=1-2-3",
        });
        expect(value.logStreamName).to.match(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
        expect(value.left).to.be.within(1, 5000);
    });

    it("sees a client context of several lines, and a trace of its own when its caller's fits no header", async () => {
        const { value } = await invoke(
            "context",
            {},
            { ...admin, traceHeader: "Root=✓", clientContext: '{\n  "custom": { "name": "ö" }\n}' },
        );

        expect(value.clientContext).to.deep.equal({ custom: { name: "ö" } });
        expect(value.trace).to.match(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/);
    });

    it("fails alone when it cannot be given to its runtime", async () => {
        const failed = await invoke("context", {}, { ...admin, requestId: "request-2", clientContext: "no JSON" });
        const next = await invoke("context", {}, { ...admin, requestId: "request-3" });

        expect(failed.functionError).to.equal("Unhandled");
        expect(failed.value).to.deep.equal({
            errorType: "Runtime.Unknown",
            errorMessage: "RequestId: request-2 Error: The invocation could not be given to the runtime",
        });
        expect(next.value.awsRequestId).to.equal("request-3");
    });

    it("sees Lambda's environment variables and its own, and nothing of this process's", async () => {
        process.env.SOMETHING_OF_THE_PARENT = "1";
        await fixture.lambda.putFunction(
            functionSpec("environment", "exports.handler = async () => process.env;", { environment: { TABLE: "t" } }),
        );

        const { value } = await invoke("environment");
        delete process.env.SOMETHING_OF_THE_PARENT;

        expect(value).to.deep.include({
            TABLE: "t",
            AWS_REGION: "eu-west-1",
            AWS_DEFAULT_REGION: "eu-west-1",
            AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
            AWS_ACCESS_KEY_ID: "ASIATEST",
            AWS_SECRET_ACCESS_KEY: "arn:aws:iam::123456789012:role/worker",
            AWS_SESSION_TOKEN: "token",
            AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
            AWS_LAMBDA_FUNCTION_NAME: "environment",
            AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
            TZ: ":UTC",
            _HANDLER: "index.handler",
        });
        expect(value).not.to.have.any.keys("SOMETHING_OF_THE_PARENT", "HOME", "USER", "_LAMBDA_TELEMETRY_LOG_FD");
    });

    it("sees what every function gets, unless it sets that itself", async () => {
        await fixture.lambda.putFunction(
            functionSpec("shared", "exports.handler = async () => process.env;", { environment: { SHARED: "own" } }),
        );

        const own = await invoke("shared");
        const { value } = await invoke("environment");

        expect(own.value.SHARED).to.equal("own");
        expect(value.SHARED).to.equal("everyone's");
    });

    it("runs in the same process again while it is warm", async () => {
        await fixture.lambda.putFunction(
            functionSpec("warm", "let count = 0; exports.handler = async () => [++count, process.pid];"),
        );

        const first = await invoke("warm");
        const second = await invoke("warm");

        expect(first.value).to.deep.equal([1, second.value[1]]);
        expect(second.value[0]).to.equal(2);
    });

    it("runs in several processes when it is invoked several times at once", async () => {
        await fixture.lambda.putFunction(
            functionSpec(
                "slow",
                "exports.handler = async () => { await new Promise((r) => setTimeout(r, 300)); return process.pid; };",
            ),
        );

        const results = await Promise.all([1, 2, 3].map(() => invoke("slow")));

        expect(new Set(results.map(({ value }) => value)).size).to.equal(3);
    });

    it("answers with its error when it throws, and stays warm", async () => {
        await fixture.lambda.putFunction(
            functionSpec(
                "throws",
                `class Refused extends Error { name = "Refused" }
                let count = 0;
                exports.handler = async () => { if (++count === 1) throw new Refused("no " + count); return count; };`,
            ),
        );

        const failed = await invoke("throws");
        const succeeded = await invoke("throws");

        expect(failed.functionError).to.equal("Unhandled");
        expect(failed.value).to.deep.include({ errorType: "Refused", errorMessage: "no 1" });
        expect(failed.value.trace).to.be.an("array").that.is.not.empty;
        expect(succeeded.value).to.equal(2);
    });

    it("is ended at its timeout, also in an endless loop, and starts anew", async () => {
        await fixture.lambda.putFunction(
            functionSpec("hangs", "exports.handler = async (event) => { while (event.hang); return process.pid; };", {
                timeoutSeconds: 0.5,
            }),
        );
        const pid = Number((await invoke("hangs")).payload);

        const failed = await invoke("hangs", { hang: true }, { ...admin, requestId: "request-2" });
        const after = Number((await invoke("hangs")).payload);

        expect(failed.functionError).to.equal("Unhandled");
        expect(failed.value).to.deep.equal({
            errorType: "Sandbox.Timedout",
            errorMessage: "RequestId: request-2 Error: Task timed out after 0.50 seconds",
        });
        expect(failed.logTail).to.match(/request-2 Task timed out after 0\.50 seconds\n/);
        expect(failed.logTail).to.match(/\tStatus: timeout\t\n$/);
        expect(isAlive(pid)).to.be.false;
        expect(after).not.to.equal(pid);
    });

    it("fails when it exits", async () => {
        const source = "exports.handler = async (event) => { process.exit(event.code); };";
        await fixture.lambda.putFunction(functionSpec("exits", source));

        const failed = await invoke("exits", { code: 1 }, { ...admin, requestId: "request-3" });
        const silent = await invoke("exits", { code: 0 });

        expect(failed.value).to.deep.equal({
            errorType: "Runtime.ExitError",
            errorMessage: "RequestId: request-3 Error: Runtime exited with error: exit status 1",
        });
        expect(failed.logTail).to.include("\tStatus: error\tError Type: Runtime.ExitError\t\n");
        expect(silent.value.errorMessage).to.match(/Error: Runtime exited without providing a reason$/);
    });

    it("fails when it waits for what never comes, without waiting for the timeout", async () => {
        await fixture.lambda.putFunction(
            functionSpec("forgets", "exports.handler = () => new Promise(() => {});", { timeoutSeconds: 60 }),
        );

        const { value } = await invoke("forgets");

        expect(value.errorMessage).to.match(/Runtime exited without providing a reason$/);
    });

    it("takes what it started with it when it is ended", async () => {
        await fixture.lambda.putFunction(
            functionSpec(
                "starts",
                `const { spawn } = require("node:child_process");
                exports.handler = async () => {
                    console.log("child " + spawn("sleep", ["60"]).pid);
                    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
                };`,
                { timeoutSeconds: 0.5 },
            ),
        );

        const { logTail } = await invoke("starts");

        const pid = Number(/child (\d+)/.exec(logTail)?.[1]);
        await until("the child has ended", () => !isAlive(pid));
    });

    it("is ended when its heap is full", async () => {
        await fixture.lambda.putFunction(
            functionSpec(
                "heap",
                "exports.handler = async () => { const all = []; while (true) all.push(Array(100_000).fill(0.5)); };",
                {
                    timeoutSeconds: 20,
                },
            ),
        );

        const { value, functionError } = await invoke("heap");

        expect(functionError).to.equal("Unhandled");
        expect(value.errorType).to.be.oneOf(["Runtime.ExitError", "Runtime.OutOfMemory"]);
        expect(value.errorMessage).to.match(/Runtime exited with error: signal: (aborted|killed)$/);
    });

    it("is ended when buffers outside of its heap take all its memory", async function () {
        if (process.platform !== "linux") {
            this.skip();
        }
        await fixture.lambda.putFunction(
            functionSpec(
                "buffers",
                `exports.handler = async () => {
                    const all = [];
                    while (true) { all.push(Buffer.alloc(8 << 20, 1)); await new Promise((r) => setTimeout(r, 10)); }
                };`,
                { timeoutSeconds: 20 },
            ),
        );

        const { value } = await invoke("buffers");

        expect(value.errorType).to.equal("Runtime.OutOfMemory");
        expect(value.errorMessage).to.match(/Runtime exited with error: signal: killed$/);
    });

    it("fails with the error of its module when that does not load", async () => {
        await fixture.lambda.putFunction(functionSpec("broken", 'throw new TypeError("cannot start");'));
        await fixture.lambda.putFunction(functionSpec("absent", "exports.other = 1;"));
        await fixture.lambda.putFunction(functionSpec("dies", "process.exit(3);"));
        await fixture.lambda.putFunction(functionSpec("lacks", 'require("no-such-package");'));

        const results = await Promise.all(["broken", "absent", "dies", "lacks"].map((name) => invoke(name)));

        expect(results.map(({ functionError }) => functionError)).to.deep.equal(Array(4).fill("Unhandled"));
        const [broken, absent, dies, lacks] = results.map(({ value }) => value);
        expect(broken).to.deep.include({ errorType: "TypeError", errorMessage: "cannot start" });
        expect(absent).to.deep.include({ errorType: "Runtime.HandlerNotFound" });
        expect(dies?.errorMessage).to.match(/Runtime exited with error: exit status 3$/);
        expect(lacks?.errorType).to.equal("Runtime.ImportModuleError");
        expect(lacks?.errorMessage).to.match(/Cannot find module 'no-such-package'/);
    });

    it("tries to start again for each invocation", async () => {
        const results = await Promise.all(Array.from({ length: 6 }, () => invoke("broken")));

        expect(results.map(({ value }) => value.errorMessage)).to.deep.equal(Array(6).fill("cannot start"));
    });

    it("is refused with three parameters, as nodejs24.x does", async () => {
        await fixture.lambda.putFunction(
            functionSpec("callback", "exports.handler = (event, context, done) => done(null, 1);"),
        );

        const { value } = await invoke("callback");

        expect(value.errorType).to.equal("Runtime.CallbackHandlerDeprecated");
    });

    it("fails when it answers with more than 6 MB, and stays warm", async () => {
        await fixture.lambda.putFunction(
            functionSpec("huge", 'exports.handler = async (event) => event.n ? "x".repeat(event.n) : process.pid;'),
        );
        const before = await invoke("huge");

        const { functionError, value } = await invoke("huge", { n: 6_300_000 });
        const after = await invoke("huge");

        expect(functionError).to.equal("Unhandled");
        expect(value).to.deep.equal({
            errorType: "Function.ResponseSizeTooLarge",
            errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        });
        expect(after.value).to.equal(before.value);
    });

    it("may stream its response", async () => {
        await fixture.lambda.putFunction(
            functionSpec(
                "streams",
                `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
                    stream.write('{"part":'); stream.write("1}"); stream.end();
                });`,
            ),
        );

        const { value } = await invoke("streams");

        expect(value).to.deep.equal({ part: 1 });
    });

    it("may be an ES module, in a folder", async () => {
        await fixture.lambda.putFunction(
            functionSpec("module", "", {
                handler: "lib/main.run",
                code: new Map([
                    [
                        "lib/main.mjs",
                        Buffer.from('import { one } from "./one.mjs"; export const run = async () => one;'),
                    ],
                    ["lib/one.mjs", Buffer.from("export const one = 1;")],
                ]),
            }),
        );

        const { value } = await invoke("module");

        expect(value).to.equal(1);
    });

    it("is found by its ARN, a part of it, and with its qualifier", async () => {
        const names = [
            "arn:aws:lambda:eu-west-1:123456789012:function:echo",
            "123456789012:function:echo",
            "function:echo",
            "echo:$LATEST",
        ];

        const results = await Promise.all(names.map((name) => invoke(name, 7)));

        expect(results.map(({ value }) => value)).to.deep.equal([7, 7, 7, 7]);
    });

    it("must be there", async () => {
        const error = await invoke("nothing").catch((thrown: unknown) => thrown);

        expect(error).to.deep.include({ code: "ResourceNotFoundException", status: 404 });
        expect((error as Error).message).to.equal(
            "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:nothing",
        );
    });

    it("takes JSON alone, and no more than 6 MB", async () => {
        const { lambda } = fixture;

        const text = await lambda.invoke("echo", "not json", admin).catch((thrown: unknown) => thrown);
        const large = await lambda
            .invoke("echo", `"${"x".repeat(6_291_456)}"`, admin)
            .catch((thrown: unknown) => thrown);
        const nothing = await lambda.invoke("echo", "", admin);

        expect(text).to.deep.include({ code: "InvalidRequestContentException", status: 400 });
        expect(large).to.deep.include({ code: "RequestTooLargeException", status: 413 });
        expect(nothing.payload).to.equal("{}");
    });
});
