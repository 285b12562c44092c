import path from "node:path";

import { readProject } from "local-cloud";
import { ofType } from "../cost/parts";
import { evaluateOnce } from "../../tests/support/evaluate-once";

const root = path.resolve(__dirname, "../..");

/** What a program without `store.on` declares for changes. */
export interface Without {
    streams: number;
    eventSourceMappings: number;
    changesTables: number;
}

/** Evaluates index.ts, and counts. */
export async function evaluateWithout(): Promise<Without> {
    const project = readProject(root, "dev", { "stripe-eventbridge:signingSecret": "whsec_changes_0123456789" });
    const place = {
        accountId: "000000000000",
        region: "us-east-1",
        awsUrl: "http://aws.invalid",
        gatewayUrl: "http://gateway.invalid",
    };
    const { resources } = await evaluateOnce(project, place);
    const tables = ofType(resources, "aws:dynamodb/table:Table");
    return {
        streams: tables.filter(({ inputs }) => inputs.streamEnabled === true).length,
        eventSourceMappings: ofType(resources, "aws:lambda/eventSourceMapping:EventSourceMapping").length,
        changesTables: tables.filter(({ name }) => name === "billing-changes").length,
    };
}
