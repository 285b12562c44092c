import { expect } from "chai";

import { AwsError } from "../../../../src/aws-error";
import { awsError, functionArn, type LocalBus, openLocalBus, withRule } from "../local-bus";

describe("Targets", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
    });
    afterEach(() => bus.close());

    const put = (...Targets: object[]) => bus.call("PutTargets", { Rule: "all", EventBusName: "orders", Targets });
    const target = (number: number) => ({ Id: `t${number}`, Arn: functionArn });
    beforeEach(() => withRule(bus));

    it("are listed as they were put, and found by their ARN", async () => {
        const full = {
            Id: "full",
            Arn: "arn:aws:sqs:eu-central-1:1:q",
            InputTransformer: { InputPathsMap: { a: "$.detail.a" }, InputTemplate: '"<a>"' },
            RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
            DeadLetterConfig: { Arn: "arn:aws:sqs:eu-central-1:1:dlq" },
        };

        const answer = await put(full);

        expect(answer).to.deep.equal({ FailedEntryCount: 0, FailedEntries: [] });
        expect((await bus.call("ListTargetsByRule", { Rule: "all", EventBusName: "orders" })).Targets).to.deep.equal([
            { Id: "fn", Arn: functionArn },
            full,
        ]);
        const byTarget = { TargetArn: full.Arn, EventBusName: "orders" };
        expect((await bus.call("ListRuleNamesByTarget", byTarget)).RuleNames).to.deep.equal(["all"]);
        expect((await bus.call("ListRuleNamesByTarget", { TargetArn: full.Arn })).RuleNames).to.be.empty;
    });

    it("are listed in the order in which they were put, by pages too, whatever their ids", async () => {
        await put({ Id: "target-id-two", Arn: functionArn }, { Id: "10", Arn: functionArn });
        await put({ Id: "2", Arn: functionArn });

        const list = { Rule: "all", EventBusName: "orders" };
        const first = await bus.call("ListTargetsByRule", { ...list, Limit: 3 });
        const second = await bus.call("ListTargetsByRule", { ...list, Limit: 3, NextToken: first.NextToken });

        expect(first.Targets?.map(({ Id }) => Id)).to.deep.equal(["fn", "target-id-two", "10"]);
        expect(second.Targets?.map(({ Id }) => Id)).to.deep.equal(["2"]);
        expect(second.NextToken).to.equal(undefined);
    });

    it("are replaced by their id, where they stand", async () => {
        await put({ Id: "second", Arn: functionArn });
        await put({ Id: "fn", Arn: "arn:aws:sqs:eu-central-1:1:q" });

        const { Targets } = await bus.call("ListTargetsByRule", { Rule: "all", EventBusName: "orders" });
        expect(Targets).to.deep.equal([
            { Id: "fn", Arn: "arn:aws:sqs:eu-central-1:1:q" },
            { Id: "second", Arn: functionArn },
        ]);
    });

    for (const arn of [
        "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/events/all",
        "arn:aws:sns:eu-central-1:123456789012:topic",
        "arn:aws:kinesis:eu-central-1:123456789012:stream/s",
        "arn:aws:states:eu-central-1:123456789012:stateMachine:m",
    ]) {
        it(`of a kind that nothing delivers to are refused by name: ${arn.split(":")[2]}`, async () => {
            const error = await awsError(put(target(1), { Id: "other", Arn: arn }));

            const { Targets } = await bus.call("ListTargetsByRule", { Rule: "all", EventBusName: "orders" });
            expect(error.code).to.equal("ValidationException");
            expect(error.message).to.contain(arn);
            expect(Targets?.map(({ Id }) => Id)).to.deep.equal(["fn"]);
        });
    }

    it("are five at most, also when they are put at the same time", async () => {
        const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((number) => put(target(number))));

        const refused = outcomes.flatMap((outcome) =>
            outcome.status === "rejected" ? [outcome.reason as AwsError] : [],
        );
        expect(refused.map(({ code }) => code)).to.deep.equal(["LimitExceededException", "LimitExceededException"]);
    });

    it("are removed, and those that are not there are told", async () => {
        const answer = await bus.call("RemoveTargets", { Rule: "all", EventBusName: "orders", Ids: ["fn", "x"] });

        expect(answer.FailedEntryCount).to.equal(1);
        expect(answer.FailedEntries?.[0]).to.include({ TargetId: "x", ErrorCode: "ResourceNotFoundException" });
        expect((await bus.call("ListTargetsByRule", { Rule: "all", EventBusName: "orders" })).Targets).to.be.empty;
    });

    for (const [description, wrong, message] of [
        [
            "an id with a space",
            { Id: "a b" },
            "1 validation error detected: Value 'a b' at 'targets.1.member.id' failed to satisfy constraint: Member " +
                "must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
        ],
        ["an id that is too long", { Id: "x".repeat(65) }, "less than or equal to 64"],
        ["no ARN", { Arn: undefined }, "Member must not be null"],
        ["an ARN that is none", { Arn: "handler" }, "not in correct format"],
        ["a FIFO queue's message group", { SqsParameters: { MessageGroupId: "g" } }, "SqsParameters"],
        ["186 retries", { RetryPolicy: { MaximumRetryAttempts: 186 } }, "less than or equal to 185"],
        ["a maximum age of 59 s", { RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, "greater than or equal to 60"],
        ["an input that is no JSON", { Input: "{" }, "JSON syntax error in input for target t1."],
        [
            "two kinds of input",
            { InputPath: "$.detail", InputTransformer: { InputTemplate: '"x"' } },
            "Only one of Input, InputPath, or InputTransformer must be provided for target t1.",
        ],
        ["a path that is none", { InputPath: "detail" }, "Invalid JSON path detail"],
        [
            "a placeholder without a variable",
            { InputTransformer: { InputTemplate: '"<unknown>"' } },
            "InputTemplate for target t1 contains invalid placeholder unknown.",
        ],
        [
            "a template of plain text",
            { InputTransformer: { InputTemplate: "order <aws.events.rule-name>" } },
            "Invalid InputTemplate for target t1 ",
        ],
        [
            "a template of a string and plain text",
            { InputTransformer: { InputTemplate: '"order" placed' } },
            "Invalid InputTemplate for target t1 ",
        ],
        [
            "settings of a stream",
            { KinesisParameters: { PartitionKeyPath: "$.id" } },
            "does not have KinesisParameters",
        ],
        ["settings of a task", { EcsParameters: { TaskDefinitionArn: "t" } }, "does not have EcsParameters"],
        [
            "a variable with a reserved name",
            { InputTransformer: { InputTemplate: '"x"', InputPathsMap: { "aws.events.event": "$" } } },
            "reserved name",
        ],
    ] as const) {
        it(`with ${description} are refused`, async () => {
            const error = await awsError(put({ ...target(1), ...wrong }));

            expect(error.code).to.equal("ValidationException");
            expect(error.message).to.contain(message);
        });
    }
});
