import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";

import { defaultCallMs, measureCosts } from "../../bench/cost/costs";
import { lineBytes } from "../../bench/cost/log-meter";
import { tracedShare } from "../../bench/cost/metered-cloud";
import { costPage } from "../../bench/cost/page";
import { standingUsage } from "../../bench/cost/standing";
import { indexEntry, indexWriteUnits, storedBytes } from "../../bench/cost/table-units";
import type { Resource } from "local-cloud";

const page = path.resolve(__dirname, "../../docs/costs.md");

describe("npm run bench -- cost", () => {
    it("prints docs/costs.md, of the program as it is", async function () {
        this.timeout(120_000);

        const costs = await measureCosts(defaultCallMs);

        expect(readFileSync(page, "utf8"), "run: npm run bench -- cost --markdown > docs/costs.md").to.equal(
            await costPage(costs),
        );
        const { fresh, repeated, forged } = costs.perMillion;
        expect(fresh.findQuantity("apiRequest", "requests to the webhook")).to.equal(1_000_000);
        // A duplicate is read, and not written again; a forged request comes to nothing but the receiver.
        expect(repeated.findQuantity("tableWrite", "writes to billing-state")).to.equal(0);
        const units = costs.subscription.map(({ what, writes: { state, indexes, ledger }, calls }) => ({
            what,
            writeUnits: state + indexes + ledger,
            calls,
        }));
        expect(units, "an event of a 5 KB subscription").to.deep.equal([
            { what: "created", writeUnits: 9, calls: 3 },
            { what: "renewed: customer and status stay", writeUnits: 7, calls: 3 },
            { what: "its status changes", writeUnits: 9, calls: 3 },
            { what: "stale: of an earlier second", writeUnits: 1, calls: 2 },
            { what: "cancelled", writeUnits: 9, calls: 3 },
            { what: "stale: it was cancelled", writeUnits: 1, calls: 2 },
            { what: "a duplicate", writeUnits: 0, calls: 1 },
            { what: "renewed, the first that comes of it", writeUnits: 9, calls: 3 },
            { what: "stale, and remembered: of the second before", writeUnits: 7, calls: 3 },
            { what: "created, of a customer that is an account", writeUnits: 10, calls: 3 },
            { what: "renewed, of a customer that is an account", writeUnits: 7, calls: 3 },
        ]);
        expect(
            forged
                .list()
                .filter(({ quantity }) => quantity > 0)
                .map(({ price }) => price),
        ).to.deep.equal(["apiRequest", "lambdaRequest", "lambdaDuration", "logIntake", "logStorage", "trace"]);
    });

    it("counts what stands in a stack by what the program declares", () => {
        const resource = (type: string, inputs: object = {}) => ({ type, inputs }) as Resource;
        const body = JSON.stringify({ paths: { "/a": { get: {}, post: {} }, "/b": { post: {} } } });
        const metricQueries = [{ expression: "a + b" }, { metric: {} }, { metric: {} }];

        const usage = standingUsage(
            [
                resource("aws:cloudwatch/metricAlarm:MetricAlarm", { metricName: "Errors" }),
                resource("aws:cloudwatch/metricAlarm:MetricAlarm", { metricQueries }),
                resource("aws:cloudwatch/compositeAlarm:CompositeAlarm"),
                resource("aws:cloudwatch/dashboard:Dashboard"),
                resource("aws:secretsmanager/secret:Secret"),
                resource("aws:secretsmanager/secret:Secret"),
                resource("aws:apigateway/restApi:RestApi", { body }),
                resource("aws:apigateway/methodSettings:MethodSettings", { settings: { metricsEnabled: true } }),
            ],
            4,
        );

        expect(usage.list().map(({ price, quantity }) => [price, quantity])).to.deep.equal([
            ["alarm", 3],
            ["compositeAlarm", 1],
            ["dashboard", 1],
            ["metric", 4],
            ["metric", 15],
            ["secret", 2],
            ["secretRead", 8640],
        ]);
        expect(usage.dollars()).to.be.closeTo(0.3 + 0.5 + 3 + 1.2 + 4.5 + 0.8 + 0.0432, 1e-9);
    });

    describe("an index's write", () => {
        const index = { name: "byStatus", key: ["status"], projected: ["id", "status"] };
        const all = { ...index, projected: "all" as const };
        const item = (status: string | undefined, text = "") => ({
            id: { S: "1" },
            text: { S: text },
            ...(status && { status: { S: status } }),
        });
        const units = (before: ReturnType<typeof item> | undefined, after: ReturnType<typeof item>, of = all) =>
            indexWriteUnits(indexEntry(before, of), indexEntry(after, of), of);

        it("costs a unit for each KB of what it projects", () => {
            expect(units(undefined, item("open", "x".repeat(2000)))).to.equal(2);
            expect(units(item("open"), item("open", "x".repeat(2000)))).to.equal(2);
            expect(indexEntry(item("open", "long"), { ...index })).to.deep.equal({
                id: { S: "1" },
                status: { S: "open" },
            });
        });

        it("costs nothing when what it projects stays as it was", () => {
            const narrow = (text: string) => indexEntry(item("open", text), index);

            expect(indexWriteUnits(narrow("a"), narrow("b"), index)).to.equal(0);
            expect(units(item("open"), item("open"))).to.equal(0);
        });

        it("costs a deletion and a write when its key changes", () => {
            expect(units(item("open", "x".repeat(2000)), item("paid"))).to.equal(3);
        });

        it("costs nothing for an item without its key", () => {
            expect(units(item(undefined), item(undefined, "x"))).to.equal(0);
            expect(units(item("open"), item(undefined))).to.equal(1);
        });
    });

    it("does not let a stored size depend on the zeros at the end of a moment", () => {
        const at = (moment: string) => storedBytes({ id: { S: "e" }, expiresAt: { N: moment } });

        expect(at("1790000000")).to.equal(at("1793491234"));
        expect(at("1793491234")).to.equal(2 + 1 + 9 + 6 + 100);
        expect(storedBytes(undefined)).to.equal(0);
    });

    it("does not let a log line's size depend on the machine", () => {
        const report = (ms: string, megabytes: string) =>
            lineBytes(`REPORT RequestId: 1\tDuration: ${ms} ms\tMax Memory Used: ${megabytes} MB\t`);

        expect(report("3.07", "98")).to.equal(report("1023.66", "104"));
        expect(lineBytes('{"status":"200","responseLatency":"7"}')).to.equal(
            lineBytes('{"status":"200","responseLatency":"1234"}'),
        );
        expect(lineBytes("ab")).to.equal(28);
    });

    it("counts the first request of each second as traced, and one in twenty of the others", () => {
        expect([0.4, 1, 21, 501].map(tracedShare)).to.deep.equal([1, 1, 2 / 21, 26 / 501]);
    });
});
