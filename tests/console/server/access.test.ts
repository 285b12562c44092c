import { expect } from "chai";
import { request } from "node:http";

import { type Console, startConsole } from "../../../console/server/start-console";

interface Answer {
    status: number;
    headers: Record<string, string | string[] | undefined>;
    body: string;
}

describe("the console's access", () => {
    let web: Console;
    let url: URL;
    let asked: number;

    beforeEach(async () => {
        asked = 0;
        web = await startConsole({
            port: 0,
            readOnly: true,
            findDeployment: async () => {
                asked++;
                throw new Error("no stack here");
            },
        });
        url = new URL(web.url);
    });

    afterEach(() => web.close());

    /** fetch would not let a test set Host, Origin or Sec-Fetch-Site. */
    function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
        return new Promise((resolve, reject) => {
            const sent = request({ host: url.hostname, port: url.port, path, method, headers }, (response) => {
                let body = "";
                response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
                response.on("end", () =>
                    resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
                );
            });
            sent.on("error", reject).end();
        });
    }

    async function enter(): Promise<string> {
        const { headers } = await ask(url.pathname + url.search);
        return headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    }

    it("gives a cookie for the token, and an address without the token", async () => {
        const { status, headers } = await ask(`/letters?q=1&${url.search.slice(1)}`);

        expect(status).to.equal(303);
        expect(headers.location).to.equal("/letters?q=1");
        expect(headers["set-cookie"]?.[0]).to.match(/^console-\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
        expect(headers["set-cookie"]?.[0]).not.to.contain(url.searchParams.get("token"));
    });

    it("refuses who has neither the token nor the cookie, and says where to get it", async () => {
        const answers = await Promise.all([
            ask("/"),
            ask("/?token=guessed"),
            ask("/api/stack"),
            ask("/assets/main.js"),
            ask("/", { cookie: `console-${url.port}=guessed` }),
            // The token is not the cookie.
            ask("/", { cookie: `console-${url.port}=${url.searchParams.get("token")}` }),
        ]);

        expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401, 401, 401, 401]);
        expect(answers[0]?.body).to.contain("the address that the terminal shows");
        expect(asked).to.equal(0);
    });

    it("serves the page to who has the cookie, with nothing inline and no page around it", async () => {
        const { status, headers, body } = await ask("/events/evt_1", { cookie: await enter() });

        expect(status).to.equal(200);
        expect(headers["content-type"]).to.equal("text/html; charset=utf-8");
        expect(headers["content-security-policy"]).to.contain(
            "default-src 'none'; script-src 'self'; style-src 'self'",
        );
        expect(headers["content-security-policy"]).to.contain("frame-ancestors 'none'");
        expect(headers["x-content-type-options"]).to.equal("nosniff");
        expect(body).not.to.match(/<script>|<script [^>]*>[^<]|<style|style=|onclick=/);
    });

    it("refuses another name that leads to this machine, whatever else comes with it", async () => {
        const cookie = await enter();

        const answers = await Promise.all(
            ["evil.example", `evil.example:${url.port}`, "127.0.0.1:1", `127.0.0.2:${url.port}`].map((host) =>
                ask("/", { host, cookie }),
            ),
        );

        expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403]);
        expect((await ask("/", { host: `localhost:${url.port}`, cookie })).status).to.equal(200);
    });

    it("refuses what other sites' pages send, and posts without an Origin", async () => {
        const cookie = await enter();
        const post = (headers: Record<string, string>) => ask("/api/replays", { cookie, ...headers }, "POST");

        const answers = await Promise.all([
            ask("/api/stack", { cookie, origin: "https://evil.example" }),
            ask("/api/stack", { cookie, "sec-fetch-site": "cross-site" }),
            ask("/api/stack", { cookie, "sec-fetch-site": "same-site" }),
            post({}),
            post({ origin: "null" }),
            post({ origin: "http://127.0.0.1:1" }),
        ]);

        expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403, 403, 403]);
        expect(asked).to.equal(0);
    });

    it("looks for the stack at the first request that needs it, and says why there is none", async () => {
        const cookie = await enter();
        await ask("/", { cookie });
        expect(asked).to.equal(0);

        const { status, body } = await ask("/api/stack", { cookie, origin: url.origin });

        expect(status).to.equal(500);
        expect(JSON.parse(body)).to.deep.equal({ error: "Error: no stack here" });
    });

    it("builds the page's script and style when they are asked for", async () => {
        const cookie = await enter();

        const [script, style, none] = await Promise.all(
            ["main.js", "main.css", "../../package.json"].map((name) => ask(`/assets/${name}`, { cookie })),
        );

        expect(script?.headers["content-type"]).to.equal("text/javascript; charset=utf-8");
        expect(script?.body.length).to.be.within(20_000, 200_000);
        expect(style?.headers["content-type"]).to.equal("text/css; charset=utf-8");
        expect(script?.body).not.to.match(/https?:\/\/(?!www\.w3\.org)/);
        expect(none?.body).not.to.contain("stripe-eventbridge");
    });
});
