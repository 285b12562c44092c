import { expect } from "chai";

import { checkSignature, type SignatureCheck } from "../../handlers/signature";
import { signed } from "./signing";

const secret = "whsec_current";
const now = 1_700_000_000;
const payload = JSON.stringify({ id: "evt_1", text: "café" });

function check(header: string | undefined, changes: Partial<SignatureCheck> = {}) {
    return checkSignature({
        payload: Buffer.from(payload),
        header,
        secrets: [secret],
        toleranceSeconds: 300,
        nowSeconds: now,
        ...changes,
    });
}

describe("checkSignature", () => {
    it("accepts a header that Stripe's own library made", () => {
        expect(check(signed(payload, secret, now))).to.equal("genuine");
    });

    it("accepts a body that is not text, byte for byte", () => {
        const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
        const header = signed(bytes.toString("latin1"), secret, now);

        const ascii = check(signed("{}", secret, now), { payload: Buffer.from("{}") });
        const binary = check(header, { payload: bytes });

        expect(ascii).to.equal("genuine");
        // Stripe's library hashed the latin1 text as UTF-8, other bytes than these.
        expect(binary).to.equal("unmatched");
    });

    it("accepts when any of several v1 signatures is by any of several secrets", () => {
        const [, previous] = signed(payload, "whsec_previous", now).split(",");
        const header = `t=${now},v1=${"0".repeat(64)},${previous}`;

        expect(check(header, { secrets: [secret, "whsec_previous"] })).to.equal("genuine");
        expect(check(header, { secrets: [secret] })).to.equal("unmatched");
    });

    it("leaves signatures of other schemes aside", () => {
        const header = signed(payload, secret, now);

        expect(check(`${header},v0=${"1".repeat(64)}`)).to.equal("genuine");
        expect(check(header.replace("v1=", "v0="))).to.equal("malformed");
    });

    it("takes timestamps up to the tolerance, either way, and none beyond", () => {
        const verdicts = [-301, -300, 300, 301].map((offset) => check(signed(payload, secret, now + offset)));

        expect(verdicts).to.deep.equal(["expired", "genuine", "genuine", "future"]);
    });

    it("refuses a payload, a timestamp or a secret that is not what was signed", () => {
        const header = signed(payload, secret, now);

        expect(check(header, { payload: Buffer.from(payload.replace("evt_1", "evt_2")) })).to.equal("unmatched");
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
