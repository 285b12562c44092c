import {
    DeleteRuleCommand,
    DescribeReplayCommand,
    EventBridgeClient,
    ListRulesCommand,
    ListTargetsByRuleCommand,
    PutRuleCommand,
    PutTargetsCommand,
    RemoveTargetsCommand,
    type Rule,
} from "@aws-sdk/client-eventbridge";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import {
    findLeftRules,
    planReplayRules,
    putReplayRules,
    removeReplayRules,
    type ReplayRulesRequest,
    ruleSettleMs,
} from "../../../cli/replay/replay-rules";
import { eventPatterns } from "../../../infra/selectors/event-patterns";

const prefix = "arn:aws:events:us-east-1:123456789012:rule/stripe/";
const target = {
    Id: "receipts-t",
    Arn: "arn:aws:lambda:us-east-1:123456789012:function:receipts",
    DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:123456789012:receipts-dead-letters" },
    RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
};

describe("the rules of a replay of some types", () => {
    const client = new EventBridgeClient({ region: "us-east-1" });
    const events = mockClient(client);
    const lambdaClient = new LambdaClient({ region: "us-east-1" });
    const lambda = mockClient(lambdaClient);
    const subscription = (rule: string) => ({ ruleArns: [prefix + rule], functionName: "receipts" });
    /** What the functions' permissions let in. */
    const letIn = (SourceArn: string) =>
        lambda.on(GetPolicyCommand).resolves({
            Policy: JSON.stringify({ Statement: [{ Condition: { ArnLike: { "AWS:SourceArn": SourceArn } } }] }),
        });
    const haveRules = (...rules: Rule[]) => events.on(ListRulesCommand).resolves({ Rules: rules });
    const rule = (name: string, types: string[], more: Partial<Rule> = {}): Rule => ({
        Name: name,
        Arn: prefix + name,
        EventPattern: eventPatterns(types)[0],
        ...more,
    });
    /** One that `npm run replay` made, some seconds ago. */
    const replayRule = (name: string, replay: string, seconds = 0): Rule => {
        const made = new Date(Date.now() - seconds * 1000).toISOString();
        return {
            Name: name,
            EventPattern: JSON.stringify({ "replay-name": [replay] }),
            Description: `Temporary, for a replay of some types; made by npm run replay at ${made}`,
        };
    };
    const replayIs = (State: "RUNNING" | "COMPLETED") => events.on(DescribeReplayCommand).resolves({ State });
    const noReplay = () =>
        events
            .on(DescribeReplayCommand)
            .rejects(Object.assign(new Error("none"), { name: "ResourceNotFoundException" }));
    const plan = (request: Partial<ReplayRulesRequest>) =>
        planReplayRules(
            { events: client, lambda: lambdaClient },
            {
                name: "again",
                busName: "stripe",
                types: ["invoice.*"],
                subscriptions: { receipts: subscription("receipts-1234567") },
                mayLeaveOut: false,
                settleMs: ruleSettleMs,
                ...request,
            },
        );
    const refusal = (request: Partial<ReplayRulesRequest>) =>
        plan(request).then(
            () => "",
            ({ message }: Error) => message,
        );

    beforeEach(() => {
        events.reset();
        events
            .on(ListTargetsByRuleCommand)
            .resolves({ Targets: [target, { Id: "own", Arn: "arn:aws:sqs:…:my-queue" }] });
        lambda.reset();
        letIn(`${prefix}*`);
    });

    it("have the subscription's own pattern, narrowed, and its target", async () => {
        haveRules(rule("receipts-1234567", ["invoice.paid", "customer.*"]));

        const { receipts } = await plan({ types: ["invoice.*", "customer.subscription.deleted"] });

        expect(receipts).to.deep.equal([
            {
                name: "receipts-1234567-replay",
                arn: `${prefix}receipts-1234567-replay`,
                pattern: JSON.stringify({
                    source: ["stripe.com", { prefix: "aws.partner/stripe.com/" }],
                    "detail-type": ["customer.subscription.deleted", "invoice.paid"],
                    "replay-name": ["again"],
                }),
                targets: [target],
            },
        ]);
    });

    it("are for those of several subscriptions that take a type", async () => {
        haveRules(rule("receipts-1234567", ["invoice.paid"]), rule("greet-1234567", ["customer.created"]));
        const subscriptions = { receipts: subscription("receipts-1234567"), greet: subscription("greet-1234567") };

        const all = await plan({ subscriptions, mayLeaveOut: true });
        const named = await refusal({ subscriptions });

        expect(Object.keys(all)).to.deep.equal(["receipts"]);
        expect(named).to.equal("greet takes customer.created, and none of invoice.*");
    });

    it("are refused where they would be too long, or the subscription's rule is not the program's", async () => {
        const long = "a-subscription-of-a-name-as-long-as-pulumi-takes-it-1234567";
        const types = Array.from({ length: 60 }, (_, index) => `invoice.of_a_long_type_of_event_${index}`);
        const of = (one: Rule, request = {}) => {
            haveRules(one);
            return refusal({ subscriptions: { receipts: subscription(one.Name ?? "") }, ...request });
        };

        expect(await of(rule(long, ["*"]))).to.match(/^the rule a-subscription.* has too long a name/);
        expect(await of(rule("receipts", ["*"]), { types })).to.match(/^so many types are too long for the pattern/);
        expect(await of({ ...rule("receipts", []), EventPattern: '{"detail-type":[{"suffix":"paid"}]}' })).to.equal(
            "the rule receipts has a pattern that is not the program's, and cannot be narrowed to types",
        );
    });

    it("are refused where the function would not let them in: it was deployed before", async () => {
        haveRules(rule("receipts-1234567", ["invoice.paid"]));

        letIn(`${prefix}receipts-1234567`);
        const before = await refusal({});
        letIn(`${prefix}receipts-1234567*`);

        expect([before, await refusal({})]).to.deep.equal([
            "receipts was deployed before it let in a replay of some types: deploy the program again, or replay all types",
            "",
        ]);
    });

    it("are refused while another replay has them, or one of the name is not a replay's", async () => {
        const own = rule("receipts-1234567", ["invoice.paid"]);
        haveRules(own, replayRule("receipts-1234567-replay", "first"));

        replayIs("RUNNING");
        const running = await refusal({});
        noReplay();
        const beginning = await refusal({});
        replayIs("COMPLETED");
        const over = await refusal({});
        haveRules(own, rule("receipts-1234567-replay", ["invoice.paid"]));
        const foreign = await refusal({});

        expect([running, beginning]).to.deep.equal(
            Array(2).fill(
                "the replay first is under way by the rule receipts-1234567-replay: wait for its end, or cancel it: aws " +
                    "events cancel-replay --replay-name first",
            ),
        );
        expect([over, foreign]).to.deep.equal([
            "",
            "there is a rule receipts-1234567-replay that no replay made: it would be overwritten",
        ]);
    });

    it("are found when a command left them: their replay is over, or has not begun for minutes", async () => {
        const find = () => findLeftRules(client, "stripe", ruleSettleMs);
        haveRules(rule("receipts-1234567", ["*"]), replayRule("a-replay", "one"), replayRule("b-replay", "two", 600));

        replayIs("RUNNING");
        const running = await find();
        replayIs("COMPLETED");
        const over = await find();
        noReplay();
        const beginning = await find();

        expect({ running, over, beginning }).to.deep.equal({
            running: [],
            over: ["a-replay", "b-replay"],
            beginning: ["b-replay"],
        });
    });

    it("are not there without their targets, and go with them", async () => {
        events.on(PutTargetsCommand).resolves({ FailedEntries: [{ ErrorMessage: "no such function" }] });
        const rules = [{ name: "a-replay", arn: "", pattern: '{"replay-name":["one"]}', targets: [target] }];

        const failure = await putReplayRules(client, "stripe", rules).catch(({ message }: Error) => message);
        await removeReplayRules(client, "stripe", ["a-replay"]);

        expect(failure).to.equal("the rule a-replay did not get its target: no such function");
        expect(events.commandCalls(PutRuleCommand)[0]?.args[0].input.EventPattern).to.equal(rules[0]?.pattern);
        expect(events.commandCalls(RemoveTargetsCommand)[0]?.args[0].input.Ids).to.deep.equal(["receipts-t", "own"]);
        expect(events.commandCalls(DeleteRuleCommand)[0]?.args[0].input.Name).to.equal("a-replay");
    });

    it("need not be there any more to be removed", async () => {
        events
            .on(ListTargetsByRuleCommand)
            .rejects(Object.assign(new Error("none"), { name: "ResourceNotFoundException" }));

        await removeReplayRules(client, "stripe", ["a-replay"]);

        expect(events.commandCalls(DeleteRuleCommand)).to.have.length(0);
    });
});
