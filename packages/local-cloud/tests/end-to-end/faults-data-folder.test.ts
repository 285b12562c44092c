import { expect } from "chai";
import { cp, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Cloud } from "../../src/cloud";
import { failure } from "../../src/testing/failure";
import { FaultsGraph } from "./faults-graph";

const names = Array.from({ length: 50 }, (_, index) => `item-${index}`);

describe("the folder that everything is kept in", () => {
    let base: string;
    /** Of a cloud that was stopped, with a queue of messages and a table of items. */
    let kept: string;
    let folder: string;
    let cloud: Cloud | undefined;

    before(async () => {
        base = await mkdtemp(path.join(tmpdir(), "faults-data-"));
        kept = path.join(base, "kept");
        const first = await start(kept);
        for (const name of names) {
            await first.call(first.sqs, "SendMessage", { QueueUrl: queueUrl(first), MessageBody: name });
            await first.call(first.dynamodb, "PutItem", { TableName: "things", Item: { name: { S: name } } });
        }
        await first.stop();
    });

    after(() => rm(base, { recursive: true }));

    beforeEach(async () => {
        folder = path.join(base, "folder");
        await rm(folder, { recursive: true, force: true });
        await cp(kept, folder, { recursive: true });
    });

    afterEach(async () => {
        await cloud?.stop();
        cloud = undefined;
    });

    async function start(place: string): Promise<Cloud> {
        cloud = await Cloud.start({ folder: place, gatewayPort: 0, awsPort: 0, region: "eu-west-1" });
        const graph = new FaultsGraph(cloud.place);
        graph.openQueue("queue");
        graph.add("dynamodb/table:Table", "things", {
            name: "things",
            attributes: [{ name: "name", type: "S" }],
            hashKey: "name",
            billingMode: "PAY_PER_REQUEST",
        });
        await cloud.apply(graph);
        return cloud;
    }

    const queueUrl = ({ place }: Cloud) => `${place.awsUrl}/${place.accountId}/queue`;

    /** How many messages and items there are. */
    async function counts(of: Cloud): Promise<number[]> {
        const { Attributes } = await of.call<{ Attributes: { [name: string]: string } }>(of.sqs, "GetQueueAttributes", {
            QueueUrl: queueUrl(of),
            AttributeNames: ["ApproximateNumberOfMessages"],
        });
        const { Count } = await of.call<{ Count: number }>(of.dynamodb, "Scan", { TableName: "things" });
        return [Number(Attributes.ApproximateNumberOfMessages), Count];
    }

    const database = () => path.join(folder, "cloud.sqlite");

    it("has all of it, also on other ports than before", async () => {
        const again = await start(folder);
        const { Attributes } = await again.call<{ Attributes: { Policy?: string } }>(again.sqs, "GetQueueAttributes", {
            QueueUrl: queueUrl(again),
            AttributeNames: ["Policy"],
        });

        expect(await counts(again)).to.deep.equal([50, 50]);
        expect(Attributes.Policy).to.include("events.amazonaws.com");
    });

    const damages: { [what: string]: (file: string) => Promise<void> } = {
        "is text": (file) => writeFile(file, "no database ".repeat(1000)),
        "has garbage in the middle": async (file) => {
            const handle = await open(file, "r+");
            await handle.write(Buffer.alloc(4096, 7), 0, 4096, 4096);
            await handle.close();
        },
        "is cut short": (file) => truncate(file, 6000),
    };
    for (const [what, damage] of Object.entries(damages)) {
        it(`whose database ${what}, is refused by name, and nothing in it is touched`, async () => {
            await damage(database());
            const before = await readFile(database());

            const { message } = await failure(start(folder));

            expect(message).to.include(`${database()} cannot be opened`);
            expect(message).to.include("Nothing was changed: put a copy of it back, or take another folder");
            expect(await readFile(database())).to.deep.equal(before);
        });
    }

    it("whose log was cut off in the middle of a record, as by a crash, has all but that record", async () => {
        const writer = await start(folder);
        await writer.call(writer.dynamodb, "PutItem", { TableName: "things", Item: { name: { S: "more" } } });
        const { size } = await stat(`${database()}-wal`);
        await writer.call(writer.dynamodb, "PutItem", { TableName: "things", Item: { name: { S: "last" } } });
        const crashed = path.join(base, "crashed");
        await cp(folder, crashed, { recursive: true });
        await writer.stop();
        folder = crashed;
        await truncate(`${database()}-wal`, size + 20);

        expect(await counts(await start(folder))).to.deep.equal([50, 51]);
    });

    it("is refused by name while another cloud has it", async () => {
        const holder = await start(folder);
        const { message } = await failure(start(folder));
        cloud = holder;

        expect(message).to.include(folder);
        expect(message).to.match(/in use/);
        expect(await counts(holder)).to.deep.equal([50, 50]);
    });

    it("is refused by name where no folder can be", async () => {
        folder = path.join(kept, "signing-secret", "data");
        await writeFile(path.dirname(folder), "");

        expect((await failure(start(folder))).message).to.include(folder);
    });
});
