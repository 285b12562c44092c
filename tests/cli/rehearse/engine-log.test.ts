import type { EngineEvent } from "@pulumi/pulumi/automation";
import { expect } from "chai";

import { EngineLog } from "../../../cli/rehearse/engine-log";

/** A step on a resource that was there before. */
function step(op: string, id: string, retainOnDelete?: boolean): EngineEvent {
    const urn = `urn:pulumi:dev::p::aws:iam/role:Role::${id}`;
    const old = { id, urn, retainOnDelete };
    return { resourcePreEvent: { metadata: { op, urn, old } } } as unknown as EngineEvent;
}

describe("what the engine tells", () => {
    it("says which resources stay when it deletes them from its state", () => {
        const log = new EngineLog("destroy");

        log.add(step("delete", "gone"));
        log.add(step("delete", "kept", true));
        log.add(step("update", "changed", true));

        const { steps } = log.result(undefined);
        expect(steps.map(({ op, retained }) => [op, retained])).to.deep.equal([
            ["delete", undefined],
            ["delete", "kept"],
            ["update", undefined],
        ]);
    });
});
