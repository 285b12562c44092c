import { expect } from "chai";

import { signingSettings } from "../../../cli/start/local-secrets";

const own = "whsec_own_0123456789";
const given = "whsec_given_0123456789";

describe("the signing secrets of the system on this machine", () => {
    function settings(config: Record<string, string>, options: { given?: string; secretKeys?: string[] } = {}) {
        const { secretKeys = [] } = options;
        const project = { name: "p", stack: "dev", folder: "/p", main: "/p/index.ts", config, secretKeys };
        const made = signingSettings(project, { own, given: options.given }) as Record<string, { secret: string }>;
        const named = made.signingSecrets && (JSON.parse(made.signingSecrets.secret) as Record<string, string>);
        return { single: made.signingSecret?.secret, named, registers: made.registerEndpoint as unknown };
    }

    /** As a stack's file has them. */
    const encrypted = (...names: string[]) =>
        JSON.stringify(Object.fromEntries(names.map((name) => [name, { secure: "v1:sealed" }])));

    it("are one, made here, where the stack names no endpoints, and none is registered", () => {
        const one = { single: own, named: undefined, registers: "false" };

        expect(settings({})).to.deep.equal(one);
        expect(settings({ "p:signingSecret": "whsec_of_stripe" })).to.deep.equal(one);
        expect(settings({ "p:registerEndpoint": "true" })).to.deep.equal(one);
    });

    it("are the one that the command line gives, in place of that", () => {
        expect(settings({}, { given })).to.include({ single: given });
    });

    it("are one for each endpoint that the stack names, different, and the same each time", () => {
        const config = { "p:signingSecrets": encrypted("account", "connect") };
        const { single, named = {} } = settings(config);

        expect(single).to.equal("");
        expect(Object.keys(named)).to.deep.equal(["account", "connect"]);
        expect(new Set([own, ...Object.values(named)]).size).to.equal(3);
        for (const secret of Object.values(named)) {
            expect(secret).to.match(/^whsec_[0-9a-f]{48}$/);
        }
        expect(settings(config).named).to.deep.equal(named);
    });

    for (const [what, config, options] of [
        ["has its secret, encrypted", {}, { secretKeys: ["p:signingSecret"] }],
        ["registers it", { "p:registerEndpoint": "true" }, {}],
        ["is given its secret by the command line", {}, { given }],
    ] as const) {
        it(`have the default endpoint's beside those where the stack ${what}`, () => {
            const all = settings(
                { "p:signingSecrets": encrypted("connect"), ...config },
                {
                    ...options,
                    secretKeys: ["p:signingSecrets", ...("secretKeys" in options ? options.secretKeys : [])],
                },
            );

            expect(all.single).to.equal("given" in options ? given : own);
            expect(Object.keys(all.named ?? {})).to.deep.equal(["connect"]);
        });
    }

    it("give the name default what the default endpoint has", () => {
        const all = settings({ "p:signingSecrets": encrypted("default", "connect") }, { given });

        expect(all.single).to.equal("");
        expect(all.named?.default).to.equal(given);
    });

    it("are one where all names are encrypted as one value", () => {
        expect(settings({}, { secretKeys: ["p:signingSecrets"] })).to.include({ single: own, named: undefined });
    });
});
