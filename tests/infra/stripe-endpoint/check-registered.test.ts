import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { checkRegistered } from "../../../infra/stripe-endpoint/check-registered";

describe("An endpoint that the stack registers, where subscriptions select thin events", () => {
    it("is refused where they select nothing else, with the settings and the remedy", () => {
        expect(() => checkRegistered(["v1.*", "v2.core.account.created"], true)).to.throw(
            pulumi.RunError,
            'registerEndpoint is true, but subscriptions select thin events alone (v1.*, v2.core.account.created), which a registered endpoint is not sent: run "pulumi config set registerEndpoint false", and create an event destination with thin events at Stripe',
        );
    });

    it("is warned of where no other endpoint's secret is known", () => {
        expect(checkRegistered(["*", "v1.invoice.paid"], false)).to.contain(
            "is not sent thin events (v1.invoice.paid): create an event destination",
        );
    });

    it("is fine where another endpoint may get them, or none is selected", () => {
        expect(checkRegistered(["*", "v1.invoice.paid"], true)).to.equal(undefined);
        expect(checkRegistered(["*", "invoice.*"], false)).to.equal(undefined);
        expect(checkRegistered([], false)).to.equal(undefined);
    });
});
