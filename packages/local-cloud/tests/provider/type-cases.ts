import { readdirSync } from "node:fs";
import path from "node:path";

import type { Properties } from "../../src/resources/resource-type";
import type { AwsClients } from "./aws-clients";
import type { MadeResource, Named } from "./made-resource";

/** A resource type as its tests need it: the export `typeCase` of a file TYPE.case.ts, beside the type's service's tests. */
export interface TypeCase {
    type: string;
    /** What the provider adds to `given`: the `Default`s of its schema. */
    defaults: { given?: Properties; adds: Properties };
    /** Its life, or why there is none to look at. @default none, for types without local effect */
    life?: Life | string;
}

/** What a resource is made with, changed to and replaced by, and how AWS shows it. */
export interface Life {
    /** What must be there first. */
    needs?: (made: Record<string, MadeResource>) => Named[];
    inputs: (made: Record<string, MadeResource>) => Properties;
    /** Inputs that change in place; none when every change replaces. */
    update?: Properties;
    /** An input that replaces, changed. */
    replace: Properties;
    /** What AWS's API says of it; throws or gives undefined when it is not there. */
    look: (aws: AwsClients, resource: MadeResource) => Promise<unknown>;
    /** Why it is still there once it was deleted. */
    stays?: string;
    /** What `look` gives, by the input's state. */
    shows: { created: object; updated?: object };
}

const tests = path.join(__dirname, "..");

/** Every case that there is, found by its file's name. */
export const typeCases: readonly TypeCase[] = readdirSync(tests, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".case.ts"))
    .sort()
    // oxlint-disable-next-line typescript/no-require-imports -- a case is known by its file's name
    .map((file) => (require(path.join(tests, file)) as { typeCase: TypeCase }).typeCase);
