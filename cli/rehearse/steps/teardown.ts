import { DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { awaitApplied } from "../../trigger/await-applied";
import { counted, groupChanges, label, listed, parseUrn } from "../changes";
import type { EngineResult } from "../engine-messages";
import { leftovers } from "../leftovers";
import type { Rehearsal, Step } from "../rehearsal";
import { sendEvent } from "../send-event";
import { formatErrors, StepFailure, succeeded } from "../step-failure";
import { expectSettled } from "./first-deployment";

/**
 * With protection on, `pulumi destroy` is refused; and when it does not look first (`--skip-preview`, as in scripts), it
 * takes what is not protected, but the tables, the secret and the archive stay with all that they hold.
 */
export const protection: Step = {
    name: "destroy, protected",
    async run(rehearsal) {
        const { environment } = rehearsal;
        await protect(rehearsal, true);
        const event = await sendEvent(rehearsal);
        const names = refused(await environment.run("preview destroy"));
        await expectSettled(rehearsal);
        await expectTableRefusal(rehearsal);
        refused(await environment.run("destroy"));
        const mended = succeeded(
            await environment.run("up"),
            "the program does not deploy again after a refused destroy",
        );
        rehearsal.deployed(mended);
        const { item } = await awaitApplied(rehearsal.deployment, event);
        const lost = groupChanges(mended.steps).filter((change) => names.includes(label(change)));
        if (item === undefined || lost.length > 0) {
            throw new StepFailure(`protection is on, and yet destroy deleted ${listed(lost) || "an item"}`);
        }
        return `refused for ${names.join(", ")}`;
    },
};

/** The resources for which a destroy was refused. */
function refused(result: EngineResult): string[] {
    const reasons = result.errors.filter(({ message }) => message.includes("protect"));
    if (!result.failed || reasons.length === 0) {
        throw new StepFailure("protection is on, and yet destroy was not refused", formatErrors(result));
    }
    const urns = reasons.flatMap(({ urn, message }) => [urn ?? "", ...(message.match(/urn:pulumi:[^\s"']+/g) ?? [])]);
    const names = urns.map(parseUrn).filter(({ type }) => type.startsWith("aws:"));
    return [...new Set(names.map(label))];
}

export const destroy: Step = {
    name: "destroy",
    async run(rehearsal) {
        await protect(rehearsal, false);
        const result = succeeded(await rehearsal.environment.run("destroy"), "the program cannot be destroyed");
        const left = await leftovers(rehearsal.environment.cloud, rehearsal.environment.retained);
        if (left.length > 0) {
            throw new StepFailure(`destroy left behind: ${left.join(", ")}`);
        }
        const stays = result.steps
            .filter(({ retained }) => retained !== undefined)
            .map(({ urn }) => label(parseUrn(urn)));
        const but = stays.length > 0 ? ` but what is to stay: ${stays.join(", ")}` : "";
        return `${counted(groupChanges(result.steps))}, nothing left behind${but}`;
    },
};

async function protect(rehearsal: Rehearsal, on: boolean): Promise<void> {
    const { environment } = rehearsal;
    environment.configure({ [rehearsal.key("protect")]: { value: String(on), secret: false } });
    rehearsal.deployed(
        succeeded(await environment.run("up"), `the program does not turn its protection ${on ? "on" : "off"}`),
    );
}

async function expectTableRefusal({ deployment }: Rehearsal): Promise<void> {
    const { stateTableName } = deployment.outputs;
    const client = new DynamoDBClient(deployment.aws);
    try {
        await client.send(new DeleteTableCommand({ TableName: stateTableName }));
    } catch (error) {
        if ((error as Error).name === "ValidationException") {
            return;
        }
        throw error;
    } finally {
        client.destroy();
    }
    throw new StepFailure(`protection is on, and yet the table ${stateTableName} could be deleted with AWS's own API`);
}
