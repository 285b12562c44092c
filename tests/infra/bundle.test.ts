import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import vm from "node:vm";

import { failure } from "local-cloud/testing";
import type * as recorder from "../../handlers/functions/recorder";
import type * as subscriber from "../../handlers/functions/subscriber";
import { bundle } from "../../infra/bundle";
import { exported } from "../../infra/function-code";
import { testConfig } from "./run-program";

const secret = "whsec_captured_0123456789";

/** Loads a bundle as Node would, with nothing of this process but `process` and Node's own modules. */
function load(code: string): { handler: (...args: unknown[]) => unknown } {
    const module = { exports: {} as { handler: (...args: unknown[]) => unknown } };
    const run = vm.runInThisContext(`(function (module, exports, require) {${code}\n})`) as (
        ...args: unknown[]
    ) => void;
    // oxlint-disable-next-line typescript/no-require-imports -- hands the bundle Node's own modules
    run(module, module.exports, (name: string) => (name.startsWith("@") ? undefined : (require(name) as unknown)));
    return module.exports;
}

/** What is written to the console's warnings meanwhile. */
async function linesOf(work: () => unknown): Promise<string[]> {
    const { warn } = console;
    const lines: string[] = [];
    console.warn = (line: string) => void lines.push(line);
    try {
        await work();
    } finally {
        console.warn = warn;
    }
    return lines;
}

/** As much of a call's context as a subscriber looks at. */
const context = { awsRequestId: "request", getRemainingTimeInMillis: () => 1000 };

/** Where `part` begins in `text`, as source maps count. */
function findPosition(text: string, part: string): { line: number; column: number } {
    const before = text.slice(0, text.indexOf(part)).split("\n");
    return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}

describe("bundle", function () {
    this.timeout(30_000);

    beforeEach(() => {
        pulumi.runtime.setAllConfig(
            {
                ...testConfig,
                "stripe-eventbridge:signingSecret": secret,
                "other:nested": JSON.stringify({ deep: ["a nested secret"] }),
                "other:short": "abc",
            },
            ["stripe-eventbridge:signingSecret", "other:nested", "other:short"],
        );
    });

    it("makes one file that runs without any package, keeping what the factory makes warm", async () => {
        const start = 40;
        const { code } = await bundle("counter", () => {
            let calls = start;
            return () => ++calls;
        });

        const { handler } = load(code);

        expect([handler(), handler()]).to.deep.equal([41, 42]);
    });

    it("gives the same bytes for the same source", async () => {
        const factory = () => () => "same";

        expect(await bundle("one", factory)).to.deep.equal(await bundle("one", factory));
    });

    it("takes a module of the handlers from its source, which is not loaded, with a closure and settings", async () => {
        const greeting = "handled";
        const create = exported<typeof subscriber>("subscriber", "createPlainSubscriber");
        const part = () => (event: { id: string }) => console.warn(JSON.stringify({ [greeting]: event.id }));

        const { code } = await bundle("sourced", { create, settings: { name: "sourced", service: "sourced" }, part });

        const loaded = Object.keys(require.cache).filter((file) => file.includes("handlers/functions/"));
        expect(loaded).to.deep.equal([]);
        const lines = await linesOf(() =>
            load(code).handler({ source: "stripe.com", detail: { id: "evt_1" } }, context),
        );
        expect(lines).to.include('{"handled":"evt_1"}');
    });

    it("takes both from their sources where there is no closure", async () => {
        const create = exported<typeof subscriber>("subscriber", "createPlainSubscriber");
        const part = exported<typeof recorder>("recorder", "createPlainRecorder");

        const { code, map } = await bundle("recording", { create, settings: { service: "recorder" }, part });

        expect(code).to.not.match(/\bwith\s*\(/);
        expect((JSON.parse(map) as SourceMapPayload).sources).to.include.members([
            "../../../handlers/functions/recorder.ts",
            "../../../handlers/record.ts",
        ]);
    });

    it("gives a closure that looks at arguments to a module of the handlers, too", async () => {
        function part(..._all: unknown[]) {
            const count = arguments.length;
            return () => void console.warn(`given ${count}`);
        }
        const create = exported<typeof subscriber>("subscriber", "createPlainSubscriber");

        const { code } = await bundle("older", { create, settings: { name: "older", service: "older" }, part });

        expect(
            await linesOf(() => load(code).handler({ source: "stripe.com", detail: { id: "evt_1" } }, context)),
        ).to.include("given 1");
    });

    it("puts an imported package into the file", async () => {
        const { marshall } = await import("@aws-sdk/util-dynamodb");

        const { handler } = load((await bundle("marshaller", () => () => marshall({ a: 1 }))).code);

        expect(handler()).to.deep.equal({ a: { N: "1" } });
    });

    it("gives a function what it captured: values, functions that call each other, and assignments undone by the next call", async () => {
        let counter = 0;
        const isEven = (n: number): boolean => n === 0 || isOdd(n - 1);
        const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1);
        const text = 'a "quoted", {bracketed} value';
        const count = () => ++counter;
        const countByPattern = () => {
            [counter] = [counter + 1];
            return counter;
        };

        const { code } = await bundle("capturing", () => () => [
            isEven(10),
            text,
            count(),
            count(),
            countByPattern(),
            countByPattern(),
        ]);

        expect(load(code).handler()).to.deep.equal([true, text, 1, 1, 1, 1]);
        // Where it would stand, every name that a function uses is looked up again at each use.
        expect(code).to.not.match(/\bwith\s*\(/);
    });

    it("leaves a function that looks at arguments as it was serialized", async () => {
        const { marshall } = await import("@aws-sdk/util-dynamodb");
        function last(..._all: unknown[]) {
            // oxlint-disable-next-line prefer-rest-params -- what older code does
            return arguments[arguments.length - 1] as unknown;
        }

        const { code } = await bundle("arguing", () => () => marshall({ a: last(1, 2) }));

        expect(code).to.match(/\bwith\s*\(/);
        expect(load(code).handler()).to.deep.equal({ a: { N: "2" } });
    });

    it("takes of AWS's packages what is used, and credentials from the environment alone", async () => {
        const { code } = await bundle("publishing", () => {
            const client = new EventBridgeClient({ region: "eu-west-1" });
            return () => client.config.credentials();
        });

        expect(code.length).to.be.lessThan(200 * 1024);
        expect(code).to.not.match(/AssumeRole|DescribeEventBus/);
        const before = { ...process.env };
        Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "t" });
        try {
            expect(await load(code).handler()).to.deep.include({ accessKeyId: "AKIA1", sessionToken: "t" });
        } finally {
            process.env = before;
        }
    });

    it("keeps what reads streams of events for a client that has them", async () => {
        const { code } = await bundle("tailing", () => {
            const client = new CloudWatchLogsClient({ region: "eu-west-1" });
            return () => typeof client.config.eventStreamMarshaller;
        });

        expect(load(code).handler()).to.equal("object");
        expect(code).to.contain("initial-response event encountered in event stream");
    });

    it("refuses a closure that captured a secret's value, naming the function, the setting and the remedy", async () => {
        const captured = { secret };

        const { message } = await failure(bundle("leaky", () => () => captured.secret));

        expect(message).to.match(
            /^function "leaky" captured the value of the secret "stripe-eventbridge:signingSecret"/,
        );
        expect(message).to.contain("Secrets Manager");
        expect(message).to.not.contain(secret);
    });

    it("refuses a closure that reaches pulumi.Config, which carries every secret of the stack with it", async () => {
        const config = new pulumi.Config("aws");

        const { message } = await failure(bundle("configured", () => () => config.get("region")));

        expect(message).to.equal(
            'function "configured" reaches @pulumi/pulumi (pulumi.Config, for one), which is there only while the program ' +
                "runs, and would take the stack's secrets into the function's code: read settings outside of the handler, " +
                "and pass them in its environment",
        );
    });

    it("leads back from the file to the TypeScript of the factory, by a path from where the file is written", async () => {
        const { code, map } = await bundle("throwing", () => () => {
            throw new Error("looked for in the file");
        });

        const place = findPosition(code, "looked for in the file");
        const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(place.line, place.column);
        const here = findPosition(readFileSync(__filename, "utf8"), '"looked for in the file"');
        expect(entry).to.deep.include({
            originalSource: "../../../tests/infra/bundle.test.ts",
            originalLine: here.line,
            originalColumn: here.column,
        });
    });

    it("leaves a function that stands twice in the sources without a position there, rather than with a wrong one", async () => {
        const one = (value: string) => `${value}: stands twice`;
        const other = (value: string) => `${value}: stands twice`;

        const { code, map } = await bundle("twice", () => () => one("a"));

        const place = findPosition(code, ": stands twice");
        const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(place.line, place.column);
        expect(other("b")).to.equal("b: stands twice");
        expect(entry).to.not.have.property("originalSource", "../../../tests/infra/bundle.test.ts");
    });

    for (const [how, captured] of Object.entries({
        "inside a longer text": `Bearer ${secret}!`,
        "in base64": Buffer.from(secret).toString("base64"),
        "as a string inside a structured secret": "a nested secret",
    })) {
        it(`finds a secret ${how}`, async () => {
            expect((await failure(bundle("leaky", () => () => captured))).message).to.contain(
                "captured the value of the secret",
            );
        });
    }

    it("is not misled by a secret so short that any code contains it", async () => {
        const word = "abcdef";

        expect((await bundle("harmless", () => () => word)).code).to.contain("abcdef");
    });

    it("refuses a closure that needs a package that is not installed, naming both and the remedy", async () => {
        const { message } = await failure(
            // oxlint-disable-next-line typescript/no-require-imports, typescript/no-unsafe-return -- what a user might write
            bundle("incomplete", () => () => require("no-such-package-anywhere")),
        );

        expect(message).to.match(/^function "incomplete" cannot be bundled: .*no-such-package-anywhere.*npm install/);
    });

    it("refuses a closure that cannot be serialized, naming the function", async () => {
        const native = Math.random.bind(Math);

        expect((await failure(bundle("native", () => () => native()))).message).to.match(
            /^function "native" cannot be turned into a Lambda: /,
        );
    });
});
