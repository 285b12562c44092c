import { expect } from "chai";

import { parseSigningSecrets } from "../../handlers/signing-secret-value";

describe("parseSigningSecrets", () => {
    it("takes one secret as it is, for the default endpoint", () => {
        expect(parseSigningSecrets("whsec_aB3+/=")).to.deep.equal({
            secrets: [{ endpoint: "default", secret: "whsec_aB3+/=" }],
            flaws: [],
        });
    });

    it("takes several by their endpoints' names", () => {
        expect(parseSigningSecrets('{ "account": "whsec_a", "eu-2": "whsec_b" }')).to.deep.equal({
            secrets: [
                { endpoint: "account", secret: "whsec_a" },
                { endpoint: "eu-2", secret: "whsec_b" },
            ],
            flaws: [],
        });
    });

    const shape = 'it is not JSON of the form {"name": "whsec_…"}';
    for (const [text, endpoint, reason] of [
        ["whsec_hidden\n", "default", "it has white space in it, such as a line break at its end"],
        [" whsec_hidden", "default", "it has white space in it, such as a line break at its end"],
        ["", "default", "it does not begin with whsec_"],
        ['"whsec_hidden"', "default", "it has quotes in it"],
        ["'whsec_hidden'", "default", "it has quotes in it"],
        ["“whsec_hidden”", "default", "it has quotes in it"],
        ["sk_live_hidden", "default", "it does not begin with whsec_"],
        ["whsec_", "default", "it has characters that no signing secret has"],
        ["whsec_hidden…", "default", "it has characters that no signing secret has"],
        ["123", undefined, shape],
        ["null", undefined, shape],
        ['["whsec_hidden"]', undefined, shape],
        ['{"account": "whsec_hidden"', undefined, shape],
        ["{}", undefined, "it names no endpoint"],
        ['{"account": {"secret": "whsec_hidden"}}', "account", "it is not text"],
        ['{"account": "whsec_hidden "}', "account", "it has white space in it, such as a line break at its end"],
    ] as const) {
        it(`says of ${JSON.stringify(text)} that ${reason}, and does not repeat it`, () => {
            const { secrets, flaws } = parseSigningSecrets(text);

            expect(secrets).to.deep.equal([]);
            expect(flaws).to.deep.equal([endpoint === undefined ? { reason } : { endpoint, reason }]);
            expect(JSON.stringify(flaws)).to.not.contain("hidden");
        });
    }

    it("does not repeat a name that is none, which may be a secret in the wrong place", () => {
        const { secrets, flaws } = parseSigningSecrets('{"whsec_hidden": "account", "connect": "whsec_c"}');

        expect(secrets).to.deep.equal([{ endpoint: "connect", secret: "whsec_c" }]);
        expect(flaws).to.have.length(1);
        expect(JSON.stringify(flaws)).to.not.contain("hidden");
    });
});
