import type { EngineEvent } from "@pulumi/pulumi/automation";
import { expect } from "chai";

import { EngineLog } from "../../../cli/rehearse/engine-log";

function deletion(id: string, retainOnDelete: boolean): EngineEvent {
    const old = { id, retainOnDelete };
    return { resourcePreEvent: { metadata: { op: "delete", urn: `urn::${id}`, old } } } as unknown as EngineEvent;
}

describe("the engine's log", () => {
    it("tells what a destroy leaves because the program wants it", () => {
        const log = new EngineLog("destroy");

        log.add(deletion("role-1", true));
        log.add(deletion("role-2", false));

        expect(log.result(undefined).steps).to.deep.equal([
            { op: "delete", urn: "urn::role-1", properties: [], retained: "role-1" },
            { op: "delete", urn: "urn::role-2", properties: [] },
        ]);
    });
});
