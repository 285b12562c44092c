import { systemClock } from "../../../../src/clock";
import { Lambda } from "../../../../src/services/lambda/lambda";
import { Store } from "../../../../src/store";
import { account, admin, functionSpec } from "../lambda-fixture";

/**
 * A process to be killed: runs, in the folder that is its argument, a function that waits and one that is busy for
 * ever, and prints their processes' ids.
 */
async function main(folder: string): Promise<void> {
    const store = Store.open(`${folder}/store`);
    const lambda = new Lambda({
        store,
        clock: systemClock(),
        account,
        metrics: { put: () => undefined },
        logs: {
            write: (_group, _stream, message) => {
                if (message.startsWith("pid ")) {
                    process.stdout.write(`${message}\n`);
                }
            },
        },
        folder: `${folder}/code`,
        awsEndpoint: () => "http://127.0.0.1:4566",
        credentials: () => ({ accessKeyId: "a", secretAccessKey: "b", sessionToken: "c" }),
        authorize: () => undefined,
        target: () => undefined,
    });
    await lambda.load();
    await lambda.start();
    const source = `exports.handler = async (event, context) => {
        console.log("start");
        process.stdout.write("pid " + process.pid + " " + context.awsRequestId + "\\n");
        if (event.busy) while (true);
        await new Promise((resolve) => setTimeout(resolve, 60_000));
    };`;
    await lambda.putFunction(functionSpec("f", source, { timeoutSeconds: 60 }));
    await lambda.invokeAsync("f", "{}", { ...admin, requestId: "waits" });
    await lambda.invokeAsync("f", '{"busy":true}', { ...admin, requestId: "busy" });
}

void main(process.argv[2] ?? "");
