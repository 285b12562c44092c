import { expect } from "chai";

import { awsError, openLocalBus } from "../local-bus";

describe("Kinds of resources that the local EventBridge has none of", () => {
    it("are refused by name where a request has one", async () => {
        const bus = await openLocalBus();
        const Entries = [{ Source: "shop", DetailType: "t", Detail: "{}" }];

        const errors = await Promise.all([
            awsError(bus.call("PutEvents", { Entries, EndpointId: "abcde.veo" })),
            awsError(bus.call("CreateEventBus", { Name: "partner", EventSourceName: "aws.partner/shop.com/1" })),
        ]);
        await bus.close();

        expect(errors.map(({ code, message }) => `${code}: ${message}`)).to.deep.equal([
            "ValidationException: The local cloud does not have EndpointId.",
            "ValidationException: The local cloud does not have EventSourceName.",
        ]);
    });
});
