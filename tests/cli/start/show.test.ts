import { expect } from "chai";
import type { Cloud } from "local-cloud";
import { Terminal } from "local-cloud/command";
import { captureOutput } from "local-cloud/testing";

import { startCommand, startOptions } from "../../../cli/start/options";
import { showReady } from "../../../cli/start/show";

describe("what npm start shows once all is there", () => {
    it("says that there is no webhook where the stack has none, and how to send an event", () => {
        const output = captureOutput();
        const place = { gatewayUrl: "http://127.0.0.1:4242", awsUrl: "http://127.0.0.1:4566" };

        showReady(new Terminal({ output }), { place, stackOutputs: {} } as unknown as Cloud, {
            name: "stripe-eventbridge",
            secrets: { default: "whsec_0123456789" },
            stripe: { url: "http://127.0.0.1:4243", secretKey: "sk_test_localStripe" },
            options: startOptions(startCommand().parse([], { from: "user" })),
        });

        expect(output.text()).to.match(/^ {2}Webhook +none$/m);
        expect(output.text()).to.contain("npm run trigger -- customer.subscription.created --via partner");
        expect(output.text()).to.not.match(/npm run story|whsec_/);
    });
});
