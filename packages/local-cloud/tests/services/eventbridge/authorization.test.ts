import { expect } from "chai";

import { AwsError } from "../../../src/aws-error";
import { awsError, busArn, type LocalBus, openLocalBus } from "./local-bus";

const ruleArn = "arn:aws:events:eu-central-1:123456789012:rule/orders/all";

describe("Authorization", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
    });
    afterEach(() => bus.close());

    const rule = { Name: "all", EventBusName: "orders", EventPattern: '{"source":["shop"]}' };
    const named = { Rule: "all", EventBusName: "orders" };
    const archiveArn = "arn:aws:events:eu-central-1:123456789012:archive/past";
    const replayArn = "arn:aws:events:eu-central-1:123456789012:replay/again";
    const replay = {
        ReplayName: "again",
        EventSourceArn: archiveArn,
        EventStartTime: 0,
        EventEndTime: 1,
        Destination: { Arn: busArn },
    };

    for (const [operation, input, resources] of [
        ["DescribeEventBus", { Name: "orders" }, [busArn]],
        ["ListEventBuses", {}, ["*"]],
        ["PutRule", rule, [ruleArn]],
        ["DescribeRule", rule, [ruleArn]],
        ["EnableRule", rule, [ruleArn]],
        ["DisableRule", rule, [ruleArn]],
        ["DeleteRule", rule, [ruleArn]],
        ["ListRules", {}, ["*"]],
        ["PutTargets", named, [ruleArn]],
        ["RemoveTargets", named, [ruleArn]],
        ["ListTargetsByRule", named, [ruleArn]],
        ["ListRuleNamesByTarget", {}, ["*"]],
        ["TestEventPattern", {}, ["*"]],
        ["DescribeArchive", { ArchiveName: "past" }, [archiveArn]],
        ["ListArchives", {}, ["*"]],
        ["StartReplay", replay, [archiveArn, busArn, replayArn]],
        ["CancelReplay", replay, [replayArn]],
        ["DescribeReplay", replay, [replayArn]],
        ["ListReplays", {}, ["*"]],
    ] as const) {
        it(`of ${operation} is asked for, and its refusal passed on`, async () => {
            const asked: string[] = [];
            const authorize = (action: string, resource: string) => {
                asked.push(resource);
                if (action !== `events:${operation}` || asked.length === resources.length) {
                    throw new AwsError("AccessDeniedException", action);
                }
            };

            const error = await awsError(bus.call(operation, input, { authorize }));

            expect(error.message).to.equal(`events:${operation}`);
            expect(error.code).to.equal("AccessDeniedException");
            expect(asked).to.deep.equal(resources);
        });
    }
});
