import { expect } from "chai";

import { awsError, openLocalBus } from "./local-bus";

describe("Kinds of resources that the local EventBridge has none of", () => {
    it("are listed as empty", async () => {
        const bus = await openLocalBus();

        const lists = await Promise.all([
            bus.call("ListApiDestinations"),
            bus.call("ListConnections"),
            bus.call("ListEndpoints"),
            bus.call("ListEventSources"),
            bus.call("ListPartnerEventSources", { NamePrefix: "aws.partner/" }),
        ]);
        await bus.close();

        expect(lists).to.deep.equal([
            { ApiDestinations: [] },
            { Connections: [] },
            { Endpoints: [] },
            { EventSources: [] },
            { PartnerEventSources: [] },
        ]);
    });

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
