import { expect } from "chai";

import { formatEndpointResource, readEndpoint } from "../../handlers/endpoint";

describe("readEndpoint", () => {
    const partner = "aws.partner/stripe.com/ed_61SfXA1DXd";

    for (const [what, source, resources, endpoint] of [
        ["the endpoint that the receiver names", "stripe.com", [formatEndpointResource("connect")], "connect"],
        ["none for a recovered event", "stripe.com", undefined, undefined],
        ["the partner for an event of Stripe's EventBridge destination", partner, [], "partner"],
        ["the partner for one without resources", partner, undefined, "partner"],
        [
            "the partner for one that was redriven from its dead-letter queue",
            "stripe.com",
            [formatEndpointResource("partner")],
            "partner",
        ],
        ["none for another partner's event", "aws.partner/shop.com/1", [], undefined],
    ] as const) {
        it(`tells ${what}`, () => {
            expect(readEndpoint({ source, resources: resources && [...resources] })).to.equal(endpoint);
        });
    }
});
