import { expect } from "chai";

import { blockedPorts } from "local-cloud/command";
import { startCommand, startOptions } from "../../../cli/start/options";

describe("npm start's options", () => {
    const parse = (...args: string[]) =>
        startOptions(
            startCommand()
                .exitOverride()
                .configureOutput({ writeErr: () => undefined })
                .parse(args, { from: "user" }),
        );

    it("keep everything in .local, at the pace of real time, when nothing is said", () => {
        expect(parse()).to.deep.include({ port: 4242, awsPort: 4566, data: ".local", speed: 1 });
        expect(parse().ephemeral).to.equal(undefined);
    });

    it("keep what another program has in that program's folder, unless a folder is named", () => {
        expect(parse("--program", "shop").data).to.equal("shop/.local");
        expect(parse("--program", "shop", "--data", "kept").data).to.equal("kept");
    });

    it("take a speed, also a fraction of real time", () => {
        expect(parse("--speed", "60").speed).to.equal(60);
        expect(parse("--speed", "0.5").speed).to.equal(0.5);
    });

    for (const speed of ["0", "-1", "fast", "", "Infinity", "NaN"]) {
        it(`refuse the speed "${speed}"`, () => {
            expect(() => parse("--speed", speed)).to.throw("Write a number above 0");
        });
    }

    it("refuse to keep nothing in a folder that is named", () => {
        expect(parse("--ephemeral").ephemeral).to.equal(true);
        expect(() => parse("--ephemeral", "--data", "elsewhere")).to.throw("cannot be used with option '--data");
    });

    it("take a signing secret as Stripe's CLI prints it, and refuse what is none", () => {
        expect(parse("--signing-secret", "whsec_0123abcDEF").signingSecret).to.equal("whsec_0123abcDEF");
        for (const secret of ["", "sk_test_1", "whsec_", "whsec_a b", "'whsec_a'"]) {
            expect(() => parse("--signing-secret", secret), secret).to.throw("Write it as Stripe shows it");
        }
    });

    it("refuse exactly the ports that fetch does not connect to", async () => {
        // Takes the place of the network: what comes here, fetch does not refuse.
        const dispatcher = {
            dispatch: () => {
                throw new Error("reached the network");
            },
        };
        const refusedByFetch: number[] = [];
        for (let port = 1; port <= 11_000; port++) {
            const request = fetch(`http://127.0.0.1:${port}`, { dispatcher } as unknown as RequestInit);
            const { cause } = (await request.catch((error: Error) => error)) as Error;
            if ((cause as Error).message === "bad port") {
                refusedByFetch.push(port);
            }
        }

        expect([...blockedPorts]).to.deep.equal(refusedByFetch);
        expect(() => parse("--port", "6566")).to.throw("refuse to connect to this port");
        expect(() => parse("--aws-port", "10080")).to.throw("refuse to connect to this port");
    });

    for (const port of ["65536", "http", "-1"]) {
        it(`refuse the port "${port}"`, () => {
            expect(() => parse("--port", port)).to.throw("Write a port from 0 to 65535");
        });
    }
});
