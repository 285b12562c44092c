import { expect } from "chai";

import { Sts } from "../../../src/services/sts/sts";
import { account, roleWith, type RunningEndpoint, startEndpoint } from "../../running-endpoint";

describe("STS", () => {
    let running: RunningEndpoint;

    beforeEach(async () => {
        const sts = new Sts({
            account,
            iam: { sessionArn: (roleArn, session) => running.iam.sessionArn(roleArn, session) },
        });
        running = await startEndpoint({ services: [sts] });
    });
    afterEach(() => running.stop());

    async function identity(authorization?: string): Promise<string> {
        const answer = await fetch(running.endpoint.url, {
            method: "POST",
            headers: {
                "content-type": "application/x-www-form-urlencoded",
                ...(authorization === undefined ? {} : { authorization }),
            },
            body: "Action=GetCallerIdentity&Version=2011-06-15",
        });
        expect(answer.status).to.equal(200);
        return answer.text();
    }

    it("says the account to anyone", async () => {
        const xml = await identity();

        expect(xml).to.contain(
            "<GetCallerIdentityResult><UserId>123456789012</UserId><Account>123456789012</Account>" +
                "<Arn>arn:aws:iam::123456789012:root</Arn></GetCallerIdentityResult>",
        );
        expect(xml).to.match(/^<\?xml version="1.0"\?>\n<GetCallerIdentityResponse xmlns="https:\/\/sts.amazonaws.com/);
    });

    it("says its session to a role", async () => {
        const { accessKeyId } = await roleWith(running.iam, "worker", [{ Effect: "Deny", Action: "*", Resource: "*" }]);

        const xml = await identity(`AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/eu-west-1/sts/aws4_request`);

        expect(xml).to.contain("<Arn>arn:aws:sts::123456789012:assumed-role/worker/my-function</Arn>");
        expect(xml).to.contain(`<UserId>${running.iam.getRole("worker").uniqueId}:my-function</UserId>`);
    });
});
