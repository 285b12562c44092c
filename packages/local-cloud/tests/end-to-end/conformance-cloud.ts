import { expect } from "chai";

import { Cloud } from "../../src/cloud";
import { failure } from "../../src/testing/failure";
import { FaultsGraph, readArn } from "./faults-graph";

/** A cloud with nothing in it but one role, for clients of AWS's SDK and CLI. */
export interface ConformanceCloud {
    cloud: Cloud;
    roleArn: string;
    /** What clients are made with. */
    settings: {
        region: string;
        endpoint: string;
        credentials: { accessKeyId: string; secretAccessKey: string };
        maxAttempts: number;
    };
}

export const region = "eu-central-1";
export const accountId = "000000000000";

export async function startConformanceCloud(): Promise<ConformanceCloud> {
    const cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region });
    const graph = new FaultsGraph(cloud.place);
    const role = graph.role("conformance", [{ Action: "sqs:SendMessage", Resource: "*" }]);
    await cloud.apply(graph);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    return {
        cloud,
        roleArn: readArn(role),
        settings: { region, endpoint: cloud.place.awsUrl, credentials, maxAttempts: 1 },
    };
}

/** The error that a call ends with, as SDK clients give it. */
export interface SdkError extends Error {
    $fault: "client" | "server";
    $metadata: { httpStatusCode?: number; requestId?: string };
}

/**
 * Expects that a call is refused in AWS's error shape.
 *
 * @param type the class of errors that the client makes of it
 */
export async function refused<E extends SdkError>(
    call: Promise<unknown>,
    type: abstract new (...args: never[]) => E,
    status = 400,
): Promise<E> {
    const error = await failure(call);
    expect(error, error.message).to.be.instanceOf(type);
    const { $fault, $metadata } = error as E;
    expect($fault).to.equal("client");
    expect($metadata.httpStatusCode).to.equal(status);
    expect($metadata.requestId).to.match(/^[0-9a-f-]{36}$/);
    return error as E;
}

/** All that pages hold together, and how many pages there were. */
export async function allPages<Page, T>(
    pages: AsyncIterable<Page>,
    of: (page: Page) => T[] | undefined,
): Promise<{ all: T[]; pages: number }> {
    const all: T[] = [];
    let count = 0;
    for await (const page of pages) {
        all.push(...(of(page) ?? []));
        count++;
    }
    return { all, pages: count };
}
