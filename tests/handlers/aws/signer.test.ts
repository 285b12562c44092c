import { expect } from "chai";

import type { HttpRequest } from "../../../handlers/aws/http-handler";
import { createSigner } from "../../../handlers/aws/signer";
import { expectedSignature, readSignature } from "./stub-service";

describe("createSigner", () => {
    const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

    it("signs with the day's key, on the next day with another one", () => {
        let now = Date.parse("2026-11-27T23:59:59.999Z");
        const sign = createSigner({ credentials, region: "us-east-1", service: "events", now: () => now });
        const signed = () => {
            const headers = { host: "h", "content-type": "application/x-amz-json-1.1", "x-amz-target": "T.O" };
            const request: HttpRequest = {
                protocol: "https:",
                hostname: "h",
                method: "POST",
                path: "/",
                headers,
                body: "{}",
            };
            sign(request);
            return { ...request, body: "{}", connection: 0 };
        };

        const before = signed();
        now += 1;
        const after = signed();

        for (const request of [before, after]) {
            expect(readSignature(request)).to.equal(expectedSignature(request, credentials.secretAccessKey));
        }
        expect(before.headers).to.include({ "x-amz-date": "20261127T235959Z" });
        expect(after.headers).to.include({ "x-amz-date": "20261128T000000Z" });
        expect(before.headers)
            .to.have.property("authorization")
            .that.contains("/20261127/us-east-1/events/aws4_request");
        expect(after.headers)
            .to.have.property("authorization")
            .that.contains("/20261128/us-east-1/events/aws4_request");
    });
});
