import { expect } from "chai";

import { counted, groupChanges, listed } from "../../../cli/rehearse/changes";
import type { EngineStep } from "../../../cli/rehearse/engine-messages";

const bus = "urn:pulumi:dev::p::p:index:Bus$aws:cloudwatch/eventBus:EventBus::stripe";
const queue = "urn:pulumi:dev::p::aws:sqs/queue:Queue::letters";

describe("what the engine changes", () => {
    it("is one change a resource, a replacement told in several steps included", () => {
        const steps: EngineStep[] = [
            { op: "create-replacement", urn: bus, properties: ["name"] },
            { op: "replace", urn: bus, properties: ["name"] },
            { op: "delete-replaced", urn: bus, properties: [] },
            { op: "update", urn: queue, properties: ["delaySeconds"] },
        ];

        const changes = groupChanges(steps);

        expect(changes).to.deep.equal([
            {
                kind: "replace",
                urn: bus,
                type: "aws:cloudwatch/eventBus:EventBus",
                name: "stripe",
                properties: ["name"],
            },
            { kind: "update", urn: queue, type: "aws:sqs/queue:Queue", name: "letters", properties: ["delaySeconds"] },
        ]);
        expect(counted(changes)).to.equal("1 updated, 1 replaced");
        expect(listed(changes)).to.equal("EventBus stripe (name), Queue letters (delaySeconds)");
    });

    it("leaves out components, the stack and providers", () => {
        const urns = [
            "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
            "urn:pulumi:dev::p::p:index:Bus::stripe",
            "urn:pulumi:dev::p::pulumi:providers:aws::default",
            "urn:pulumi:dev::p::p:index:Ingress$aws:apigateway:x:API::webhook",
        ];

        const changes = groupChanges(urns.map((urn) => ({ op: "create", urn, properties: [] })));

        expect(changes).to.deep.equal([]);
        expect(counted(changes)).to.equal("no change");
    });

    it("is cut short in a sentence when it is much", () => {
        const steps = Array.from({ length: 11 }, (_, index): EngineStep => ({
            op: "update",
            urn: `${queue}-${index}`,
            properties: [],
        }));

        expect(listed(groupChanges(steps))).to.match(/^Queue letters-0, .*letters-7 and 3 more$/);
    });
});
