import {
    CloudWatchLogsClient,
    DescribeLogGroupsCommand,
    FilterLogEventsCommand,
    type FilterLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";

import { Logs } from "../../../src/services/logs/logs";
import { failure } from "../../../src/testing/failure";
import { type ManualClock, manualClock } from "../../../src/testing/manual-clock";
import { account, roleWith, type RunningEndpoint, startEndpoint } from "../../running-endpoint";

const group = "/aws/lambda/receive";
const day = 24 * 60 * 60 * 1000;

describe("CloudWatch Logs", () => {
    let clock: ManualClock;
    let logs: Logs;
    let metrics: unknown[][];
    let running: RunningEndpoint;
    let client: CloudWatchLogsClient;

    beforeEach(async () => {
        clock = manualClock();
        metrics = [];
        logs = new Logs({ clock, account, metrics: { put: (...metric) => void metrics.push(metric) } });
        running = await startEndpoint({ services: [logs] });
        client = new CloudWatchLogsClient(running.config());
    });
    afterEach(async () => {
        client.destroy();
        await running.stop();
    });

    async function found(input: Partial<FilterLogEventsCommandInput> = {}): Promise<(string | undefined)[]> {
        const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: group, ...input }));
        return events.map(({ message }) => message);
    }

    it("keeps the platform's lines, making group and stream", async () => {
        logs.write(group, "2026/01/01/[$LATEST]a", "START");
        await clock.advance(5);
        logs.write(group, "2026/01/01/[$LATEST]b", "END");

        const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: group }));
        const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/" }));

        expect(
            events?.map(({ logStreamName, message, timestamp }) => [logStreamName, message, timestamp]),
        ).to.deep.equal([
            ["2026/01/01/[$LATEST]a", "START", clock.now() - 5],
            ["2026/01/01/[$LATEST]b", "END", clock.now()],
        ]);
        expect(logGroups?.[0]).to.include({
            logGroupName: group,
            arn: `arn:aws:logs:eu-west-1:123456789012:log-group:${group}:*`,
            creationTime: clock.now() - 5,
        });
    });

    it("gives the latest first where it is asked to, page after page", async () => {
        for (const message of ["1", "2", "3", "4"]) {
            logs.write(group, "a", message);
            await clock.advance(10);
        }
        const startTime = clock.now() - 30;
        const read = (input: Partial<FilterLogEventsCommandInput>) =>
            client.send(new FilterLogEventsCommand({ logGroupName: group, startTime, limit: 2, ...input }));
        const messages = ({ events = [] }: Awaited<ReturnType<typeof read>>) => events.map(({ message }) => message);

        const first = await read({ startFromHead: false });
        // What comes meanwhile is before the first page, and not after it.
        logs.write(group, "a", "5");
        const second = await read({ startFromHead: true, nextToken: first.nextToken });

        expect([messages(first), messages(second)]).to.deep.equal([["4", "3"], ["2"]]);
        expect(second.nextToken).to.equal(undefined);
        expect(await failure(read({ nextToken: "3" }))).to.include({ name: "InvalidParameterException" });
        expect(await failure(read({ startFromHead: false, startTime: Date.UTC(2023, 11, 31) }))).to.include({
            name: "InvalidParameterException",
            message: "startFromHead=false needs a startTime on or after Jan 1, 2024 00:00:00 UTC.",
        });
    });

    it("filters by time and page", async () => {
        logs.write(group, "a", "1");
        await clock.advance(10);
        logs.write(group, "b", "2");
        logs.write(group, "ab", "3");

        const first = await client.send(new FilterLogEventsCommand({ logGroupName: group, limit: 2 }));

        expect(await found({ startTime: clock.now() })).to.deep.equal(["2", "3"]);
        expect(await found({ endTime: clock.now() - 1 })).to.deep.equal(["1"]);
        expect(first.events?.map(({ message }) => message)).to.deep.equal(["1", "2"]);
        expect(await found({ nextToken: first.nextToken })).to.deep.equal(["3"]);
        expect(await found({ logGroupName: undefined, logGroupIdentifier: logs.groupArn(group) })).to.have.length(3);
    });

    it("keeps the newest ten thousand lines of a group, and no more than eight megabytes", async () => {
        for (let index = 0; index < 10_005; index++) {
            logs.write(group, "s", `line ${index}`);
        }
        const lines = await found();
        for (let index = 0; index < 9; index++) {
            logs.write("large", "s", String(index).repeat(1024 * 1024));
        }

        expect(lines).to.have.length(10_000);
        expect([lines[0], lines.at(-1)]).to.deep.equal(["line 5", "line 10004"]);
        const large = await found({ logGroupName: "large" });
        expect(large.map((message) => message?.[0])).to.deep.equal(["2", "3", "4", "5", "6", "7", "8"]);
    });

    it("shows nothing older than the group's retention", async () => {
        logs.write(group, "s", "old");
        logs.putGroup(group, { retentionDays: 1 });
        await clock.advance(day + 1);
        logs.write(group, "s", "new");

        const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));

        expect(await found()).to.deep.equal(["new"]);
        expect(logGroups?.[0]?.retentionInDays).to.equal(1);
    });

    it("lists groups by prefix", async () => {
        logs.write("/aws/lambda/receive", "s", "one");
        logs.write("/aws/apigateway/Receive", "s", "one");

        const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda" }));

        expect(logGroups?.map(({ logGroupName }) => logGroupName)).to.deep.equal(["/aws/lambda/receive"]);
    });

    it("deletes groups with their lines", async () => {
        logs.write(group, "a", "1");

        logs.deleteGroup(group);

        expect(await failure(found())).to.include({
            name: "ResourceNotFoundException",
            message: "The specified log group does not exist.",
        });
    });

    it("puts the metrics of lines in the embedded metric format, and keeps the lines", async () => {
        const line = {
            _aws: {
                Timestamp: clock.now() - 5 * 60_000,
                CloudWatchMetrics: [
                    {
                        Namespace: "Shop",
                        Dimensions: [["service"], [], ["service", "missing"]],
                        Metrics: [
                            { Name: "Sales", Unit: "Count" },
                            { Name: "Latency", StorageResolution: 1 },
                            { Name: "absent" },
                        ],
                    },
                ],
            },
            service: "receive",
            Sales: 2,
            Latency: [1, 3],
        };

        logs.write(group, "s", JSON.stringify(line));
        logs.write(group, "s", '{"_aws":{"CloudWatchMetrics":[{"Namespace":1},null]}}');
        logs.write(group, "s", '{"CloudWatchMetrics" is no JSON');

        const at = { at: clock.now() - 5 * 60_000 };
        expect(metrics).to.deep.equal([
            ["Shop", "Sales", { service: "receive" }, 2, "Count", at],
            ["Shop", "Sales", {}, 2, "Count", at],
            ["Shop", "Latency", { service: "receive" }, 1, undefined, at],
            ["Shop", "Latency", { service: "receive" }, 3, undefined, at],
            ["Shop", "Latency", {}, 1, undefined, at],
            ["Shop", "Latency", {}, 3, undefined, at],
        ]);
        expect(await found()).to.have.length(3);
    });

    it("lets roles read what their policies name", async () => {
        const credentials = await roleWith(running.iam, "reader", [
            { Effect: "Allow", Action: "logs:FilterLogEvents", Resource: `${logs.groupArn(group)}:*` },
        ]);
        const asRole = new CloudWatchLogsClient(running.config(credentials));
        logs.write(group, "s", "1");
        logs.write("other", "s", "1");

        const read = (logGroupName: string) => asRole.send(new FilterLogEventsCommand({ logGroupName }));
        await read(group);
        const other = await failure(read("other"));
        asRole.destroy();

        expect(other.name).to.equal("AccessDeniedException");
        expect(other.message).to.contain(`on resource: ${logs.groupArn("other")}:log-stream:`);
    });
});
