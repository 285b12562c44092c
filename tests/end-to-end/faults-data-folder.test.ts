import { expect } from "chai";
import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Cloud } from "../../local/cloud";
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
            await first.call(first.sqs, "SendMessage", { QueueUrl: urlOf(first), MessageBody: name });
            await first.call(first.dynamodb, "PutItem", { TableName: "things", Item: { name: { S: name } } });
        }
        await first.stop();
        // Once more, so that there are tables and logs.
        await (await start(kept)).stop();
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

    const urlOf = ({ place }: Cloud) => `${place.awsUrl}/${place.accountId}/queue`;

    /** How many messages and items there are. */
    async function counts(of: Cloud): Promise<number[]> {
        const { Attributes } = await of.call<{ Attributes: { [name: string]: string } }>(of.sqs, "GetQueueAttributes", {
            QueueUrl: urlOf(of),
            AttributeNames: ["ApproximateNumberOfMessages"],
        });
        const { Count } = await of.call<{ Count: number }>(of.dynamodb, "Scan", { TableName: "things" });
        return [Number(Attributes.ApproximateNumberOfMessages), Count];
    }

    async function filesOf(part: string, pattern: RegExp): Promise<string[]> {
        const files = (await readdir(path.join(folder, part))).filter((name) => pattern.test(name));
        return files.map((name) => path.join(folder, part, name));
    }

    /** Everything in a part of it but LevelDB's own diary. */
    async function contents(part: string): Promise<Record<string, string>> {
        const files = await filesOf(part, /^[^L]/);
        const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, "base64")] as const));
        return Object.fromEntries(texts);
    }

    async function refusal(): Promise<string> {
        try {
            await start(folder);
        } catch (error) {
            return (error as Error).message;
        }
        throw new Error("it started");
    }

    it("has all of it, also on other ports than before", async () => {
        const again = await start(folder);
        const { Attributes } = await again.call<{ Attributes: { Policy?: string } }>(again.sqs, "GetQueueAttributes", {
            QueueUrl: urlOf(again),
            AttributeNames: ["Policy"],
        });

        expect(await counts(again)).to.deep.equal([50, 50]);
        expect(Attributes.Policy).to.include("events.amazonaws.com");
    });

    const garble = async (file: string) => writeFile(file, Buffer.alloc(Math.max(4096, (await stat(file)).size), 7));
    const damages: { [what: string]: { files: RegExp; damage: (file: string) => Promise<void> } } = {
        "without CURRENT": { files: /^CURRENT$/, damage: (file) => rm(file) },
        "with garbage in CURRENT": { files: /^CURRENT$/, damage: garble },
        "without a manifest": { files: /^MANIFEST/, damage: (file) => rm(file) },
        "with garbage in its manifest": { files: /^MANIFEST/, damage: garble },
        "with a manifest that is cut short": { files: /^MANIFEST/, damage: (file) => truncate(file, 20) },
        "with garbage in its log": { files: /\.log$/, damage: garble },
        "without its tables": { files: /\.ldb$/, damage: (file) => rm(file) },
    };
    for (const part of ["store", "dynamodb"]) {
        for (const [what, { files, damage }] of Object.entries(damages)) {
            it(`${what} (${part}), is refused by name, and nothing in it is touched`, async () => {
                const damaged = await filesOf(part, files);
                await Promise.all(damaged.map(damage));
                const before = await contents(part);

                const message = await refusal();

                expect(damaged).to.not.be.empty;
                expect(message).to.include(path.join(folder, part));
                expect(await contents(part)).to.deep.equal(before);
            });
        }
    }

    it("whose log was cut off in the middle of a record, as by a crash, has all but that record", async () => {
        const writer = await start(folder);
        await writer.call(writer.dynamodb, "PutItem", { TableName: "things", Item: { name: { S: "more" } } });
        const log = (await filesOf("dynamodb", /\.log$/))[0] ?? "";
        const { size } = await stat(log);
        await writer.call(writer.dynamodb, "PutItem", { TableName: "things", Item: { name: { S: "last" } } });
        await writer.stop();
        await truncate(log, size + 20);

        expect(await counts(await start(folder))).to.deep.equal([50, 51]);
    });

    it("is refused by name while another cloud has it", async () => {
        const holder = await start(folder);
        const message = await refusal();
        cloud = holder;

        expect(message).to.include(folder);
        expect(message).to.match(/in use/);
        expect(await counts(holder)).to.deep.equal([50, 50]);
    });

    it("is refused by name where no folder can be", async () => {
        folder = path.join(kept, "signing-secret", "data");
        await writeFile(path.dirname(folder), "");

        expect(await refusal()).to.include(folder);
    });
});
