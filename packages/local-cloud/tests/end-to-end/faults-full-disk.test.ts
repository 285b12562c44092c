import { DynamoDBClient, paginateScan, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { SdkError } from "./conformance-cloud";

const script = path.join(__dirname, "faults-full-disk-cloud.ts");

describe("a disk that is full", function () {
    this.timeout(60_000);
    let folder: string;
    let child: ChildProcessWithoutNullStreams | undefined;
    let errors = "";

    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "faults-full-disk-"));
    });

    after(async () => {
        child?.kill("SIGKILL");
        await rm(folder, { recursive: true, force: true });
    });

    /**
     * Starts the cloud.
     *
     * @param limit what each of its files may have at most, in blocks of 512 bytes: beyond that, writing fails as on a
     * full disk, for this process alone
     */
    async function start(limit: string) {
        const node = [process.execPath, "-r", require.resolve("../../typescript.cjs"), script, folder];
        const running = spawn("/bin/sh", ["-c", `ulimit -f ${limit}; exec "$@"`, "sh", ...node], { cwd: __dirname });
        child = running;
        errors = "";
        running.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
        const [chunk] = (await once(running.stdout, "data")) as [Buffer];
        const endpoint = chunk.toString().trim();
        const credentials = { accessKeyId: "test", secretAccessKey: "test" };
        const settings = { region: "eu-west-1", endpoint, credentials, maxAttempts: 1 };
        const database = new DynamoDBClient(settings);
        const sqs = new SQSClient(settings);
        const QueueUrl = `${endpoint}/000000000000/queue`;
        return {
            database,
            sqs,
            QueueUrl,
            stop: async () => {
                database.destroy();
                sqs.destroy();
                running.stdin.end();
                await once(running, "close");
                child = undefined;
            },
        };
    }

    /** Writes until it is refused. */
    async function fill(write: (index: number) => Promise<unknown>): Promise<{ written: number; error: SdkError }> {
        for (let written = 0; written < 1000; written++) {
            try {
                await write(written);
            } catch (error) {
                return { written, error: error as SdkError };
            }
        }
        throw new Error("it never was full");
    }

    it("is told with the folder, acknowledges nothing that it does not keep, and loses nothing that it did", async () => {
        const padding = "x".repeat(20_000);
        const full = await start("4096");
        const { database, sqs, QueueUrl } = full;

        const send = () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: padding }));
        for (let sent = 0; sent < 11; sent++) {
            await send();
        }
        const items = await fill((index) => {
            const Item = { id: { N: String(index) }, padding: { S: padding } };
            return database.send(new PutItemCommand({ TableName: "things", Item }));
        });
        const messages = await fill(send);
        await full.stop();
        const told = errors;

        const again = await start("unlimited");
        let kept = 0;
        for await (const { Count } of paginateScan({ client: again.database }, { TableName: "things" })) {
            kept += Count ?? 0;
        }
        const { Attributes } = await again.sqs.send(
            new GetQueueAttributesCommand({
                QueueUrl: again.QueueUrl,
                AttributeNames: ["ApproximateNumberOfMessages"],
            }),
        );
        await again.stop();

        expect(items.written).to.be.greaterThan(10);
        for (const { error } of [items, messages]) {
            expect(error.$metadata.httpStatusCode).to.equal(500);
        }
        expect(told).to.include(path.join(folder, "cloud.sqlite"));
        expect(told).to.match(/too large|full/i);
        expect(kept).to.equal(items.written);
        expect(Number(Attributes?.ApproximateNumberOfMessages)).to.equal(11 + messages.written);
    });
});
