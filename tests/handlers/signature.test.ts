import { expect } from "chai";

import { findSigner, readSignature } from "../../handlers/signature";
import { signed } from "./signing";

const secret = "whsec_current";
const now = 1_700_000_000;
const payload = JSON.stringify({ id: "evt_1", text: "café" });

/** What the receiver makes of a request with these secrets. */
function check(
    header: string | undefined,
    { body = Buffer.from(payload), secrets = [secret] }: { body?: Buffer; secrets?: string[] } = {},
): string {
    const signature = readSignature(header, { toleranceSeconds: 300, nowSeconds: now });
    if (typeof signature === "string") {
        return signature;
    }
    const candidates = secrets.map((one) => ({ secret: one }));
    return findSigner(candidates, body, signature)?.secret ?? "unmatched";
}

describe("a webhook's signature", () => {
    it("is by the secret with which Stripe's own library made it", () => {
        expect(check(signed(payload, secret, now))).to.equal(secret);
    });

    it("is over a body byte for byte, text or not", () => {
        const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
        const header = signed(bytes.toString("latin1"), secret, now);

        const ascii = check(signed("{}", secret, now), { body: Buffer.from("{}") });
        const binary = check(header, { body: bytes });

        expect(ascii).to.equal(secret);
        // Stripe's library hashed the latin1 text as UTF-8, other bytes than these.
        expect(binary).to.equal("unmatched");
    });

    it("is found among several v1 signatures, by any of several secrets", () => {
        const [, previous] = signed(payload, "whsec_previous", now).split(",");
        const header = `t=${now},v1=${"0".repeat(64)},${previous}`;

        expect(check(header, { secrets: [secret, "whsec_previous"] })).to.equal("whsec_previous");
        expect(check(header, { secrets: [secret] })).to.equal("unmatched");
    });

    it("is by the first of the secrets that signed, where a rolled endpoint signs with both", () => {
        const [, previous] = signed(payload, "whsec_previous", now).split(",");
        const header = `${signed(payload, secret, now)},${previous}`;

        expect(check(header, { secrets: ["whsec_other", secret, "whsec_previous"] })).to.equal(secret);
        expect(check(header, { secrets: ["whsec_previous", secret] })).to.equal("whsec_previous");
    });

    it("leaves signatures of other schemes aside", () => {
        const header = signed(payload, secret, now);

        expect(check(`${header},v0=${"1".repeat(64)}`)).to.equal(secret);
        expect(check(header.replace("v1=", "v0="))).to.equal("malformed");
    });

    it("takes timestamps up to the tolerance, either way, and none beyond", () => {
        const verdicts = [-301, -300, 300, 301].map((offset) => check(signed(payload, secret, now + offset)));

        expect(verdicts).to.deep.equal(["expired", secret, secret, "future"]);
    });

    it("refuses a payload, a timestamp or a secret that is not what was signed", () => {
        const header = signed(payload, secret, now);

        expect(check(header, { body: Buffer.from(payload.replace("evt_1", "evt_2")) })).to.equal("unmatched");
        expect(check(header.replace(String(now), String(now + 1)))).to.equal("unmatched");
        expect(check(signed(payload, "whsec_other", now))).to.equal("unmatched");
        expect(check(header, { secrets: [] })).to.equal("unmatched");
    });

    for (const header of [undefined, "", "  "]) {
        it(`calls ${JSON.stringify(header) ?? "no header"} missing`, () => {
            expect(check(header)).to.equal("missing");
        });
    }

    const hex = "a".repeat(64);
    for (const header of [
        "garbage",
        "t=abc,v1=" + hex,
        "t=,v1=" + hex,
        "t=-1,v1=" + hex,
        "t=1e9,v1=" + hex,
        "t=1700000000000000,v1=" + hex,
        `t=${now}`,
        `v1=${hex}`,
        `t=${now},v1=a=b`,
        `t=${now},v1=${hex}ff`,
        `t=${now},v1=${hex.slice(1)}`,
        `t=${now},v1=${"Z".repeat(64)}`,
        `t=${now},t=${now},v1=${hex}`,
        ",,,",
        "=,=",
    ]) {
        it(`calls "${header}" malformed`, () => {
            expect(check(header)).to.equal("malformed");
        });
    }
});
