import { expect } from "chai";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";

import { createPostAlert } from "../../../handlers/alert/post-alert";

describe("createPostAlert", () => {
    const message = { subject: "A subject", text: 'Two lines:\n"quoted"' };
    let server: ReturnType<typeof createServer>;
    let answer: (request: IncomingMessage, response: ServerResponse) => void;
    let got: { method?: string; type?: string; body: string }[];
    let url: string;

    beforeEach(async () => {
        got = [];
        answer = (_request, response) => response.end("ok");
        server = createServer((request, response) => {
            let body = "";
            request.on("data", (chunk: Buffer) => (body += chunk.toString()));
            request.on("end", () => {
                got.push({ method: request.method, type: request.headers["content-type"], body });
                answer(request, response);
            });
        }).listen(0, "127.0.0.1");
        await once(server, "listening");
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/a-secret`;
    });
    afterEach(() => {
        server.closeAllConnections();
        server.close();
    });

    async function post(SecretString: string | undefined, timeoutMilliseconds = 5_000): Promise<string> {
        const send = createPostAlert({
            secrets: { send: () => Promise.resolve({ SecretString }) } as never,
            secretArn: "arn:secret",
            fetch: (input, init) => fetch(input, init),
            timeoutMilliseconds,
        });
        return send(message).then(
            () => "",
            (error: Error) => `${error.message} ${String(error.stack)} ${JSON.stringify(error.cause)}`,
        );
    }

    it("posts the text as Slack's webhooks take it", async () => {
        expect(await post(url)).to.equal("");

        expect(got).to.deep.equal([
            { method: "POST", type: "application/json", body: JSON.stringify({ text: message.text }) },
        ]);
    });

    for (const status of [302, 404, 410, 500]) {
        it(`fails when it is answered ${status}, once, and does not tell the URL`, async () => {
            answer = (_request, response) => response.writeHead(status, { location: "http://127.0.0.1:1/" }).end();

            const error = await post(url);

            expect(error).to.match(
                status === 302 ? /^alertUrl does not answer/ : new RegExp(`^alertUrl answered ${status} `),
            );
            expect(error).not.to.contain("a-secret");
            expect(got).to.have.length(1);
        });
    }

    it("fails when nobody listens, when it takes too long, and when there is no URL", async () => {
        expect(await post("http://127.0.0.1:1/a-secret"))
            .to.match(/^alertUrl does not answer: \w+ /)
            .and.not.to.contain("a-secret");
        answer = () => undefined;
        expect(await post(url, 50)).to.match(/^alertUrl does not answer: TimeoutError /);
        expect(await post("a-secret"))
            .to.match(/^alertUrl does not answer: /)
            .and.not.to.contain("a-secret");
        expect(await post(undefined)).to.match(/^the secret arn:secret has no value/);
    });
});
