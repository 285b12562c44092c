import { expect } from "chai";

import { AwsError } from "../../../../src/aws-error";
import type { Call } from "../../../../src/services/service";
import { awsError, busArn, functionArn, type LocalBus, openLocalBus, queueArn, withRule } from "../local-bus";

const roleArn = "arn:aws:iam::123456789012:role/sender";
const ruleArn = "arn:aws:events:eu-central-1:123456789012:rule/orders/all";
const auditArn = "arn:aws:events:eu-central-1:123456789012:event-bus/audit";

/** A statement about who may put events on the bus `orders`. */
const statement = (members: object) => ({
    Sid: "one",
    Effect: "Allow",
    Principal: { AWS: roleArn },
    Action: "events:PutEvents",
    Resource: busArn,
    ...members,
});

describe("Who may put events on a bus", () => {
    let bus: LocalBus;
    /** The condition keys of each question about the role's own policies. */
    let asked: object[];
    beforeEach(async () => {
        bus = await openLocalBus();
        await withRule(bus);
        asked = [];
    });
    afterEach(() => bus.close());

    const policy = (members: object) =>
        bus.bridge.putBusPolicy("orders", JSON.stringify({ Version: "2012-10-17", Statement: [statement(members)] }));
    const putAsRole = (allowed: boolean) => {
        const call: Partial<Call> = {
            caller: { kind: "role", roleArn },
            authorize: (_action, _resource, context = {}) => {
                asked.push(context);
                if (!allowed) {
                    throw new AwsError("AccessDeniedException", "its own policies do not allow it");
                }
            },
        };
        const entry = { Source: "shop", DetailType: "order.placed", Detail: "{}", EventBusName: "orders" };
        return bus.call("PutEvents", { Entries: [entry] }, call);
    };

    it("is a role whose own policies allow it: they may tell events apart by source and detail-type", async () => {
        await putAsRole(true);

        expect(asked).to.deep.equal([{ "events:source": "shop", "events:detail-type": "order.placed" }]);
    });

    it("is no other role", async () => {
        expect((await awsError(putAsRole(false))).code).to.equal("AccessDeniedException");
    });

    it("is a role that the bus's policy allows it, for the events that it allows", async () => {
        await policy({ Condition: { StringEquals: { "events:source": "shop" } } });
        expect((await putAsRole(false)).FailedEntryCount).to.equal(0);

        await policy({ Condition: { StringEquals: { "events:source": "warehouse" } } });
        expect((await awsError(putAsRole(false))).message).to.equal("its own policies do not allow it");
    });

    it("is no role that the bus's policy denies it, whatever its own policies say", async () => {
        await policy({ Effect: "Deny" });

        expect((await awsError(putAsRole(true))).message).to.equal(
            `${roleArn} is not authorized to perform: events:PutEvents on resource: ${busArn} with an explicit deny in ` +
                "a resource-based policy",
        );
    });
});

describe("Which rules may put events on another bus", () => {
    let bus: LocalBus;
    let roleMay: boolean;
    let assumable: boolean;
    beforeEach(async () => {
        [roleMay, assumable] = [true, true];
        bus = await openLocalBus({
            authorize: () => {
                if (!roleMay) {
                    throw new AwsError("AccessDeniedException", "the role's own policies do not allow it");
                }
            },
            mayAssume: () => assumable,
        });
        await bus.bridge.putBus({ name: "audit" });
        await bus.call("PutRule", {
            Name: "seen",
            EventBusName: "audit",
            EventPattern: '{"source":[{"exists":true}]}',
        });
        await bus.call("PutTargets", { Rule: "seen", EventBusName: "audit", Targets: [{ Id: "t", Arn: functionArn }] });
    });
    afterEach(() => bus.close());

    const forward = (target: object = {}) =>
        withRule(bus, { Arn: auditArn, DeadLetterConfig: { Arn: queueArn }, ...target });
    const auditPolicy = (members: object) =>
        bus.bridge.putBusPolicy(
            "audit",
            JSON.stringify({
                Version: "2012-10-17",
                Statement: statement({
                    Principal: { AWS: "arn:aws:iam::123456789012:root" },
                    Resource: auditArn,
                    ...members,
                }),
            }),
        );
    /** How often the function behind the other bus got the event, and what the dead-letter queue says of it. */
    const outcome = async () => {
        await bus.put({});
        await bus.settle();
        const [dead] = await bus.queue.received();
        return [bus.lambda.attempts, dead?.context.attributes?.ERROR_CODE];
    };

    it("are those whose target names a role that may", async () => {
        await forward({ RoleArn: roleArn });

        expect(await outcome()).to.deep.equal([1, undefined]);
    });

    it("are not those whose role may not, or is not EventBridge's to take", async () => {
        await forward({ RoleArn: roleArn });

        roleMay = false;
        expect(await outcome()).to.deep.equal([0, "NO_PERMISSIONS"]);
        [roleMay, assumable] = [true, false];
        expect(await outcome()).to.deep.equal([0, "NO_PERMISSIONS"]);
    });

    it("are those without a role that the other bus's policy names, and no others", async () => {
        await forward();
        await auditPolicy({ Condition: { ArnEquals: { "aws:SourceArn": ruleArn } } });
        expect(await outcome()).to.deep.equal([1, undefined]);

        await auditPolicy({ Condition: { ArnEquals: { "aws:SourceArn": `${ruleArn}-else` } } });
        expect(await outcome()).to.deep.equal([1, "NO_PERMISSIONS"]);
    });

    it("are not those that it denies", async () => {
        await forward({ RoleArn: roleArn });
        await auditPolicy({ Effect: "Deny", Principal: "*" });

        expect(await outcome()).to.deep.equal([0, "NO_PERMISSIONS"]);
    });

    it("does not keep a function's record, which comes from no bus, from a further bus", async () => {
        await bus.call("PutTargets", {
            Rule: "seen",
            EventBusName: "audit",
            Targets: [{ Id: "t", Arn: busArn, RoleArn: roleArn }],
        });
        await withRule(bus);
        const record = { source: "shop", "detail-type": "t", time: "2026-01-01T00:00:00Z", detail: {} };

        const handover = await bus.bridge.handOver(auditArn, JSON.stringify(record), {
            principal: "lambda.amazonaws.com",
            sourceArn: functionArn,
            roleArn,
        });
        await bus.store.write(handover.writes);
        handover.done();
        await bus.settle();

        expect(bus.lambda.attempts).to.equal(1);
    });
});
