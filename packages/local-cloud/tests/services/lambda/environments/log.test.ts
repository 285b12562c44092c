import { expect } from "chai";

import { admin, functionSpec, type LambdaFixture, startLambda } from "../lambda-fixture";

describe("a function's log", () => {
    let fixture: LambdaFixture;

    beforeEach(async () => {
        fixture = await startLambda();
    });

    afterEach(() => fixture.close());

    const messages = () => fixture.log.map(({ message }) => message);

    it("has the lines that AWS writes around the function's own", async () => {
        await fixture.lambda.putFunction(
            functionSpec(
                "writes",
                `exports.handler = async () => {
                    console.log("first\\nand second");
                    process.stdout.write("raw one\\nraw ");
                    process.stderr.write("oops\\n");
                    process.stdout.write("two\\n");
                };`,
            ),
        );

        await fixture.lambda.invoke("writes", "{}", { ...admin, requestId: "id-1" });
        await fixture.lambda.invoke("writes", "{}", { ...admin, requestId: "id-2" });

        const [initStart, start, ...rest] = messages();
        expect(initStart).to.match(
            /^INIT_START Runtime Version: nodejs:24\.v1\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/,
        );
        expect(start).to.equal("START RequestId: id-1 Version: $LATEST");
        expect(rest.slice(0, 4)).to.have.members([
            rest.find((line) => line.includes("first")),
            "oops",
            "raw one",
            "raw two",
        ]);
        expect(rest.find((line) => line.includes("first"))).to.match(
            /^\d{4}-\d\d-\d\dT[\d:.]+Z\tid-1\tINFO\tfirst\nand second$/,
        );
        expect(rest[4]).to.equal("END RequestId: id-1");
        expect(rest[5]).to.match(
            /^REPORT RequestId: id-1\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d\d MB\tInit Duration: \d+\.\d\d ms\t$/,
        );
        expect(rest[6]).to.equal("START RequestId: id-2 Version: $LATEST");
        expect(rest.at(-1)).not.to.include("Init Duration");
    });

    it("is a stream for each environment, in the function's group", async () => {
        await fixture.lambda.putFunction(
            functionSpec("one", "exports.handler = async () => 1;", { logGroup: "/other" }),
        );

        await fixture.lambda.invoke("one", "{}", admin);

        const places = new Set(fixture.log.map(({ group, stream }) => `${group} ${stream}`));
        expect(places.size).to.equal(1);
        expect([...places][0]).to.match(/^\/other \d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    });

    it("has each line before the answer, however much there is, and answers with the last 4 KB", async () => {
        const source = 'exports.handler = async () => { for (let i = 0; i < 5000; i++) console.log("line " + i); };';
        await fixture.lambda.putFunction(functionSpec("talks", source));

        const { logTail } = await fixture.lambda.invoke("talks", "{}", admin);

        const own = messages().filter((message) => message.includes("\tline "));
        expect(own.map((message) => message.split("\t")[3])).to.deep.equal(
            Array.from({ length: 5000 }, (_, index) => `line ${index}`),
        );
        expect(Buffer.byteLength(logTail)).to.equal(4096);
        expect(logTail).to.match(/line 4999\nEND RequestId: .*\nREPORT .*\t\n$/);
    });

    it("holds a stack of an error that nobody caught, and how the process ended", async () => {
        await fixture.lambda.putFunction(
            functionSpec(
                "crashes",
                'exports.handler = () => new Promise(() => setTimeout(() => { throw new Error("late"); }));',
            ),
        );

        await fixture.lambda.invoke("crashes", "{}", { ...admin, requestId: "id-1" });

        const text = messages().join("\n");
        expect(text).to.match(/Error: late\n\s+at /);
        expect(text).to.include(
            "RequestId: id-1 Error: Runtime exited with error: exit status 1\nRuntime.ExitError\nEND RequestId: id-1",
        );
    });

    it("tells of a module that does not load", async () => {
        await fixture.lambda.putFunction(functionSpec("broken", 'throw new TypeError("cannot start");'));

        await fixture.lambda.invoke("broken", "{}", { ...admin, requestId: "id-1" });

        expect(messages().join("\n")).to.match(
            /ERROR\tInit Error \t.*cannot start[^]*\nINIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: TypeError\nSTART RequestId: id-1 [^]*\nEND RequestId: id-1\nREPORT .*\tStatus: error\tError Type: TypeError\t$/,
        );
    });

    it("is JSON when the function asks for it", async () => {
        await fixture.lambda.putFunction(
            functionSpec("json", 'exports.handler = async () => { console.debug("no"); console.warn("careful"); };', {
                logFormat: "JSON",
                applicationLogLevel: "INFO",
            }),
        );

        await fixture.lambda.invoke("json", "{}", { ...admin, requestId: "id-1" });

        const lines = messages().map((message) => JSON.parse(message) as Record<string, unknown>);
        expect(lines.map(({ type, message }) => type ?? message)).to.deep.equal([
            "platform.initStart",
            "platform.start",
            "careful",
            "platform.report",
        ]);
        expect(lines[2]).to.deep.include({ level: "WARN", requestId: "id-1" });
        expect(lines[3]?.record).to.deep.include({ requestId: "id-1", status: "success" });
    });

    it("names the trace that is sampled", async () => {
        await fixture.lambda.putFunction(
            functionSpec("traced", "exports.handler = async () => 1;", { tracing: "Active" }),
        );

        await fixture.lambda.invoke("traced", "{}", { ...admin, traceHeader: "Root=1-a-b;Parent=c;Sampled=1" });

        expect(messages().at(-1)).to.match(/\nXRAY TraceId: 1-a-b\tSegmentId: c\tSampled: true$/);
    });

    it("is lost when the function's role may not write it", async () => {
        fixture.denied.add("logs:PutLogEvents");
        await fixture.lambda.putFunction(functionSpec("mute", 'exports.handler = async () => console.log("hello");'));

        const { logTail } = await fixture.lambda.invoke("mute", "{}", admin);

        expect(fixture.log).to.deep.equal([]);
        expect(logTail).to.include("hello");
    });
});
