import { type Change, groupChanges, listed } from "../changes";
import { newSecret } from "../throwaway-project";
import { sendEvent } from "../send-event";
import type { Step } from "../rehearsal";
import { StepFailure, succeeded } from "../step-failure";

/**
 * What a new signing secret and another tolerance must change, and nothing else. A version of a secret cannot change:
 * a new one takes its place, and the one before stays readable as AWSPREVIOUS.
 */
const expected: readonly Pick<Change, "kind" | "type" | "name" | "properties">[] = [
    {
        kind: "replace",
        type: "aws:secretsmanager/secretVersion:SecretVersion",
        name: "webhook-signing-secret",
        properties: ["secretString"],
    },
    { kind: "update", type: "aws:lambda/function:Function", name: "webhook-receive", properties: ["environment"] },
];

/** A rotation and a change of settings reach exactly what they must, and drop no event. */
export const newSettings: Step = {
    name: "new secret and setting",
    async run(rehearsal) {
        const { environment } = rehearsal;
        if (rehearsal.deployment.outputs.webhookUrl === undefined) {
            return "no webhook, and so neither";
        }
        const before = rehearsal.signingSecret;
        const tolerance = rehearsal.key("toleranceSeconds");
        const seconds = Number(environment.config[tolerance]?.value ?? 300);
        environment.configure({
            [rehearsal.key("signingSecret")]: { value: newSecret(), secret: true },
            [tolerance]: { value: String(seconds + 1), secret: false },
        });
        // Looked at first: what must not happen to a table is to be found out before it has happened.
        const meaning = "the program does not take a new secret and another tolerance";
        expectExactly(groupChanges(succeeded(await environment.run("preview"), meaning).steps));
        const result = succeeded(await environment.run("up"), meaning);
        const changes = groupChanges(result.steps);
        expectExactly(changes);
        rehearsal.deployed(result);
        await sendEvent(rehearsal);
        await sendEvent(rehearsal, before);
        return `${listed(changes)}; events signed with either secret are applied`;
    },
};

function expectExactly(changes: readonly Change[]): void {
    const isExpected = (change: Change) => expected.some((one) => same(one, change));
    const surplus = changes.filter((change) => !isExpected(change));
    const replaced = surplus.filter(({ kind }) => kind === "replace" || kind === "delete");
    if (replaced.length > 0) {
        throw new StepFailure(
            `a new signing secret and another tolerance would replace or delete ${listed(replaced)}, with all that it holds`,
        );
    }
    if (surplus.length > 0) {
        throw new StepFailure(`a new signing secret and another tolerance change also ${listed(surplus)}`);
    }
    const missing = expected.filter((one) => !changes.some((change) => same(one, change)));
    if (missing.length > 0) {
        throw new StepFailure(
            `a new signing secret and another tolerance leave ${listed(missing.map((one) => ({ ...one, urn: "" })))} unchanged`,
        );
    }
}

function same(one: (typeof expected)[number], change: Change): boolean {
    return (
        one.kind === change.kind &&
        one.type === change.type &&
        one.name === change.name &&
        change.properties.every((property) => one.properties.includes(property))
    );
}
