"use strict";
/*
 * The process that a function runs in while it is measured: loads the artefact as Lambda does, into a Node that has
 * loaded nothing else, calls it one call after the other, and tells the parent what that took. Plain JavaScript, since a
 * loader of TypeScript would be measured with it.
 */
const { readFileSync } = require("node:fs");

const used = (since) => {
    const { user, system } = process.cpuUsage(since.cpu);
    return { cpuMs: (user + system) / 1000, wallMs: performance.now() - since.wall };
};
const mark = () => ({ cpu: process.cpuUsage(), wall: performance.now() });

process.once("message", async ({ artefact, requestsFile, warmUp, calls }) => {
    const requests = JSON.parse(readFileSync(requestsFile, "utf8"));
    const context = (index) => ({
        awsRequestId: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
        functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
        getRemainingTimeInMillis: () => 20_000,
    });
    let handler;
    let made = 0;
    const call = async () => {
        const trace = (made + 1).toString(16).padStart(24, "0");
        process.env._X_AMZN_TRACE_ID = `Root=1-60000000-${trace};Parent=0000000000000001;Sampled=1`;
        const answer = await handler(requests[made % requests.length], context(made));
        if (answer !== undefined && answer.statusCode !== 200) {
            throw new Error(`the function answered ${JSON.stringify(answer)}`);
        }
        made++;
    };

    const began = mark();
    ({ handler } = require(artefact));
    const load = used(began);
    const loaded = mark();
    await call();
    const first = used(loaded);
    for (let index = 0; index < warmUp; index++) {
        await call();
    }
    const warmed = mark();
    for (let index = 0; index < calls; index++) {
        await call();
    }
    const warm = calls === 0 ? undefined : used(warmed);
    process.send({ load, first, warm }, () => process.exit());
});
