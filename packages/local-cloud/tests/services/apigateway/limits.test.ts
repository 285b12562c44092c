import { connect } from "node:net";
import { once } from "node:events";

import { expect } from "chai";

import { ApiGateway } from "../../../src/services/apigateway/api-gateway";
import { Store } from "../../../src/store";
import { until } from "../../../src/testing/until";
import { body, startGateway, type Gateway } from "./gateway-fixture";

describe("API Gateway's limits", () => {
    let gateway: Gateway;

    beforeEach(async () => {
        gateway = await startGateway();
        await gateway.api.putRestApi("api1", { name: "webhooks", body: body(["POST /hook", "POST /other"]) });
        await gateway.api.putStage("api1", "stage");
    });

    afterEach(() => gateway.api.stop());

    it("take a body of 10 MB and refuse a longer one", async () => {
        const largest = await gateway.send("POST /hook", { body: Buffer.alloc(10 * 1024 * 1024) });

        const tooLong = await gateway.send("POST /hook", { body: Buffer.alloc(10 * 1024 * 1024 + 1) });

        expect(largest.status).to.equal(200);
        expect([tooLong.status, tooLong.text]).to.deep.equal([413, '{"message":"Request Too Long"}']);
        expect(gateway.invoked).to.have.length(1);
    });

    it("refuse a long body that comes in chunks before its end", async () => {
        const { port } = new URL(gateway.api.url());
        const socket = connect(Number(port), "127.0.0.1");
        let received = "";
        socket.on("data", (data: Buffer) => (received += data.toString()));
        socket.write("POST /hook HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        const chunk = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(0x100000), Buffer.from("\r\n")]);
        for (let count = 0; count < 11; count++) {
            socket.write(chunk);
        }

        await once(socket, "data");

        expect(received).to.match(/^HTTP\/1\.1 413 /);
        expect(gateway.invoked).to.be.empty;
        socket.destroy();
    });

    it("answer 400 to what is not HTTP, and 431 to headers over 10,240 bytes", async () => {
        const garbage = await exchange(gateway, "garbage\r\n\r\n");
        const long = await exchange(gateway, `POST /hook HTTP/1.1\r\nHost: a\r\nX-Long: ${"x".repeat(11_000)}\r\n\r\n`);

        expect(garbage).to.match(/^HTTP\/1\.1 400 /);
        expect(long).to.match(/^HTTP\/1\.1 431 /);
    });

    it("throttle each method by the stage's token bucket", async () => {
        await gateway.api.putMethodSettings("api1", "stage", {
            throttlingBurstLimit: 2,
            throttlingRateLimit: 1,
        });
        const statuses = async (route: string, count: number) => {
            const all: number[] = [];
            for (let sent = 0; sent < count; sent++) {
                all.push((await gateway.send(route)).status);
            }
            return all;
        };

        const first = await statuses("POST /hook", 3);
        const other = await statuses("POST /other", 1);
        await gateway.clock.advance(1000);
        const later = await statuses("POST /hook", 2);
        const refused = await gateway.send("POST /hook");

        expect(first).to.deep.equal([200, 200, 429]);
        expect(other).to.deep.equal([200]);
        expect(later).to.deep.equal([200, 429]);
        expect(refused.text).to.equal('{"message":"Too Many Requests"}');
        expect(refused.headers["x-amzn-errortype"]).to.equal("TooManyRequestsException");
    });

    it("name the port that is in use", async () => {
        const port = Number(new URL(gateway.api.url()).port);
        const second = new ApiGateway({
            store: Store.open(undefined),
            mayWriteLogs: () => false,
            clock: gateway.clock,
            account: { accountId: "123456789012", region: "eu-west-1" },
            metrics: { put: () => undefined },
            logs: { write: () => undefined },
            host: "127.0.0.1",
            port,
            invoke: () => Promise.reject(new Error("not called")),
        });

        const error = await second.start().catch((reason: Error) => reason);

        expect(error)
            .to.be.instanceOf(Error)
            .with.property("message")
            .that.contains(`Port ${port} on 127.0.0.1 is in use`);
    });

    it("end a request that still waits when the server stops, and leave no timer", async () => {
        gateway.answer(() => new Promise(() => undefined));
        const pending = gateway.send("POST /hook").catch((error: NodeJS.ErrnoException) => error.code);
        await until("the invocation", () => gateway.invoked.length > 0);

        await gateway.api.stop();
        const outcome = await pending;

        expect(outcome).to.equal("ECONNRESET");
        expect(gateway.clock.pending()).to.equal(0);
    });
});

/** What the server says to `text` before it closes the connection. */
async function exchange(gateway: Gateway, text: string): Promise<string> {
    const socket = connect(Number(new URL(gateway.api.url()).port), "127.0.0.1");
    let received = "";
    socket.on("data", (data: Buffer) => (received += data.toString()));
    socket.on("error", () => undefined);
    socket.write(text);
    await once(socket, "close");
    return received;
}
