import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Cloud } from "../src/cloud";
import type { Resource } from "../src/resources/resource-type";
import { FaultsGraph } from "./end-to-end/faults-graph";

const pattern = JSON.stringify({ source: ["test"] });

describe("what a program declares, and the services", function () {
    this.timeout(30_000);
    let folder: string;
    let cloud: Cloud;
    let graph: FaultsGraph;

    beforeEach(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "reconcile-"));
        await start();
    });

    afterEach(async () => {
        await cloud.stop();
        await rm(folder, { recursive: true });
    });

    async function start(): Promise<void> {
        cloud = await Cloud.start({ folder, gatewayPort: 0, awsPort: 0, region: "eu-west-1" });
        graph = new FaultsGraph(cloud.place);
    }

    async function restart(): Promise<void> {
        await cloud.stop();
        await start();
    }

    const bus = () => graph.add("cloudwatch/eventBus:EventBus", "bus", { name: "bus" });
    const rule = (name: string) =>
        graph.add("cloudwatch/eventRule:EventRule", "rule", { name, eventBusName: "bus", eventPattern: pattern });
    const worker = (settings: object = {}) => graph.function("worker", graph.role("role"), "0", settings);

    async function rules(): Promise<string[]> {
        const answer = await cloud.call<{ Rules: { Name: string; State: string }[] }>(cloud.events, "ListRules", {
            EventBusName: "bus",
        });
        return answer.Rules.map(({ Name, State }) => `${Name} ${State}`);
    }

    /** Applies what the graph has, and what it may then declare anew. */
    async function apply(): Promise<unknown> {
        const applied = graph;
        graph = new FaultsGraph(cloud.place);
        return cloud.apply(applied).catch((error: unknown) => error);
    }

    it("is refused where it has a property that nothing here acts on", async () => {
        graph.add("sqs/queue:Queue", "ordered", { name: "ordered", fifoQueue: true });

        const error = await apply();

        expect((error as Error).message).to.equal(
            'aws:sqs/queue:Queue "ordered": fifoQueue is true: the local cloud has no FIFO queues',
        );
    });

    describe("when a replacement is cut short", () => {
        /** A rule that was renamed in a program that then failed. */
        async function cutShort(): Promise<void> {
            bus();
            rule("before");
            await apply();
            bus();
            rule("after");
            worker({ runtime: "python3.12" });
            expect(await apply()).to.be.an("error");
            expect(await rules()).to.deep.equal(["after ENABLED", "before ENABLED"]);
        }

        it("deletes what was replaced at the next time, also of another process", async () => {
            await cutShort();
            await restart();

            bus();
            rule("after");
            await apply();

            expect(await rules()).to.deep.equal(["after ENABLED"]);
        });

        it("keeps what was replaced when it is wanted again", async () => {
            await cutShort();

            bus();
            rule("before");
            await apply();
            bus();
            rule("before");
            await apply();

            expect(await rules()).to.deep.equal(["before ENABLED"]);
        });
    });

    it("keeps what goes by another name in the program", async () => {
        bus();
        rule("same");
        await apply();

        bus();
        graph.add("cloudwatch/eventRule:EventRule", "renamed", {
            name: "same",
            eventBusName: "bus",
            eventPattern: pattern,
        });
        await apply();

        expect(await rules()).to.deep.equal(["same ENABLED"]);
    });

    it("moves a target to another bus, and a permission to another function", async () => {
        const permission = (target: Resource) =>
            graph.add("lambda/permission:Permission", "permission", {
                statementId: "events",
                action: "lambda:InvokeFunction",
                function: target.outputs.arn as string,
                principal: "events.amazonaws.com",
            });
        const declare = (place: string) => {
            const role = graph.role("role");
            const queue = graph.queue("queue");
            const functions = ["first", "second"].map((name) => graph.function(name, role, "0"));
            const buses = ["first", "second"].map((name) => graph.add("cloudwatch/eventBus:EventBus", name, { name }));
            const at = place === "first" ? 0 : 1;
            permission(functions[at] as Resource);
            graph.rule(buses[at] as Resource, "rule", { source: ["test"] }, { arn: queue.outputs.arn as string });
        };
        declare("first");
        await apply();

        declare("second");
        const changes = await apply();

        expect(changes).to.deep.include({
            created: ["Permission permission", "EventRule rule", "EventTarget rule"],
            deleted: ["EventTarget rule", "EventRule rule", "Permission permission"],
        });
        const left = await cloud.call<{ Rules: unknown[] }>(cloud.events, "ListRules", { EventBusName: "first" });
        expect(left.Rules).to.deep.equal([]);
    });

    it("leaves a function's concurrency as it was set since, unless the program changes it", async () => {
        const reserved = async () => {
            const input = { FunctionName: "worker" };
            return cloud.call<{ ReservedConcurrentExecutions?: number }>(cloud.lambda, "GetFunctionConcurrency", input);
        };
        worker();
        await apply();
        await cloud.lambda.putReservedConcurrency("worker", 0);

        worker({ description: "changed" });
        const changes = await apply();
        const paused = await reserved();
        worker({ description: "changed", reservedConcurrentExecutions: 5 });
        await apply();

        expect(changes).to.deep.include({ updated: ["Function worker"] });
        expect(paused).to.include({ ReservedConcurrentExecutions: 0 });
        expect(await reserved()).to.include({ ReservedConcurrentExecutions: 5 });
    });

    describe("after a restart", () => {
        it("leaves what was set outside the program as it is", async () => {
            const declare = () => {
                bus();
                rule("rule");
                const target = worker();
                graph.add("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "config", {
                    functionName: target.id,
                    maximumRetryAttempts: 2,
                });
            };
            declare();
            await apply();
            await cloud.call(cloud.events, "DisableRule", { Name: "rule", EventBusName: "bus" });
            await cloud.lambda.putEventInvokeConfig("worker", { maximumRetryAttempts: 0 });

            await restart();
            declare();
            const changes = await apply();

            expect(changes).to.deep.equal({ created: [], updated: [], deleted: [], unchanged: 6 });
            expect(await rules()).to.deep.equal(["rule DISABLED"]);
            expect(cloud.lambda.find("worker")?.eventInvokeConfig).to.deep.equal({ maximumRetryAttempts: 0 });
        });

        it("brings back what is kept nowhere, and what was removed from the folder", async () => {
            const declare = () => {
                graph.add("cloudwatch/logGroup:LogGroup", "logs", { name: "/aws/lambda/worker", retentionInDays: 7 });
                worker();
            };
            declare();
            await apply();

            await cloud.stop();
            await rm(path.join(folder, "functions"), { recursive: true });
            await start();
            // A function may log before the program is applied.
            cloud.logs.write("/aws/lambda/worker", "stream", "line");
            declare();
            await apply();

            const groups = await cloud.call<{ logGroups: object[] }>(cloud.logs, "DescribeLogGroups", {});
            expect(groups.logGroups[0]).to.include({ logGroupName: "/aws/lambda/worker", retentionInDays: 7 });
            expect(await cloud.lambda.hasCode("worker")).to.equal(true);
        });
    });
});
