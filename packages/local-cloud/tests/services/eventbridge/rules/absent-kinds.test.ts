import { expect } from "chai";

import { awsError, openLocalBus } from "../local-bus";

describe("Kinds of resources that the local EventBridge has none of", () => {
    it("are refused by name where a request has one", async () => {
        const bus = await openLocalBus();
        const Entries = [{ Source: "shop", DetailType: "t", Detail: "{}" }];

        const { code, message } = await awsError(bus.call("PutEvents", { Entries, EndpointId: "abcde.veo" }));
        await bus.close();

        expect(`${code}: ${message}`).to.equal("ValidationException: The local cloud does not have EndpointId.");
    });
});
