import { expect } from "chai";

import { openLocalBus } from "./local-bus";

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
});
