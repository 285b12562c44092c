import type { Declared, Place, Properties } from "./resource-type";

/** A resource of a type that the local cloud does not know, in a program that runs without it. */
export interface IgnoredResource {
    type: string;
    name: string;
    /** Made up: nothing here has them. */
    id: string;
    arn: string;
}

/** Services whose ARNs have another form than `arn:aws:SERVICE:REGION:ACCOUNT:KIND/NAME`. */
const arns: Readonly<Record<string, (name: string, kind: string, place: Place) => string>> = {
    s3: (name) => `arn:aws:s3:::${name}`,
    sfn: (name, kind, { region, accountId }) => `arn:aws:states:${region}:${accountId}:${kind}:${name}`,
    lambda: (name, kind, { region, accountId }) => `arn:aws:lambda:${region}:${accountId}:${kind}:${name}`,
    iam: (name, kind, { accountId }) => `arn:aws:iam::${accountId}:${kind}/${name}`,
};

/** What stands for an output that cannot be made up. A person may see it among the stack's outputs. */
const placeholder = /\[no (\S+) here: (\S+) "([^"]*)" is ignored\]/;

/**
 * Makes up the outputs of a resource of an unknown type: its inputs, an id, an ARN and a name as AWS might give them, and a
 * placeholder for each that nobody can know.
 *
 * @param properties the names of all of its properties
 * @param madeName its own name where the program gives none
 */
export function ignoreResource(
    { type, name, inputs }: Declared,
    properties: readonly string[],
    madeName: string,
    place: Place,
): IgnoredResource & { outputs: Properties } {
    // aws:s3/bucket:Bucket
    const [, module = ""] = type.split(":");
    const [service = "", kind = ""] = module.split("/");
    const ownName = [inputs.name, inputs[kind]].find((one): one is string => typeof one === "string") ?? madeName;
    const makeArn = arns[service] ?? (() => `arn:aws:${service}:${place.region}:${place.accountId}:${kind}/${ownName}`);
    const arn = makeArn(ownName, kind, place);
    const madeUp: Properties = {
        arn,
        name: ownName,
        [kind]: ownName,
        region: place.region,
        tagsAll: inputs.tags ?? {},
    };
    const outputs = Object.fromEntries(
        properties.map((property) => [
            property,
            inputs[property] ?? madeUp[property] ?? `[no ${property} here: ${type} "${name}" is ignored]`,
        ]),
    );
    return { type, name, id: ownName, arn, outputs };
}

/**
 * Refuses a resource that needs an output of an ignored one that cannot be made up.
 *
 * @throws Error naming both
 */
export function refusePlaceholders({ type, name, inputs }: Declared): void {
    const [, property, of, ofName] = placeholder.exec(JSON.stringify(inputs).replaceAll('\\"', '"')) ?? [];
    if (property !== undefined) {
        throw new Error(
            `${type} "${name}" needs ${property} of ${of} "${ofName}", which the local cloud does not know and cannot make up`,
        );
    }
}
