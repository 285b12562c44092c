import type {
    ListTagsForResourceRequest,
    Tag,
    TagResourceRequest,
    UntagResourceRequest,
} from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../aws-error";
import type { Call, Operation } from "../service";
import { type Arns, defaultBus } from "./arns";
import type { Catalog } from "./catalog";
import { check, validationError } from "./constraints";

interface TagOperationsDeps {
    arns: Arns;
    catalog: Catalog;
}

/** What has tags, and how to save others. */
interface Tagged {
    tags: Record<string, string>;
    save: (tags: Record<string, string>) => Promise<void>;
}

/** The operations on the tags of buses and rules. */
export function tagOperations(deps: TagOperationsDeps): Record<string, Operation> {
    return {
        TagResource: (input: TagResourceRequest, call) =>
            change(deps, "TagResource", input.ResourceARN, call, (tags) => ({ ...tags, ...tagRecord(input.Tags) })),
        UntagResource: (input: UntagResourceRequest, call) =>
            change(deps, "UntagResource", input.ResourceARN, call, (tags) =>
                Object.fromEntries(Object.entries(tags).filter(([key]) => !(input.TagKeys ?? []).includes(key))),
            ),
        ListTagsForResource: async (input: ListTagsForResourceRequest, call) => {
            const arn = checkedArn(input.ResourceARN);
            call.authorize("events:ListTagsForResource", arn);
            const { tags } = tagged(deps, arn);
            return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
        },
    };
}

/** @throws AwsError ValidationException when a key comes twice */
export function tagRecord(tags: readonly Tag[] | undefined): Record<string, string> {
    const record = Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
    if (Object.keys(record).length < (tags ?? []).length) {
        throw validationError("Invalid parameter: Duplicated keys are not allowed.");
    }
    return record;
}

async function change(
    deps: TagOperationsDeps,
    operation: string,
    resource: string | undefined,
    call: Call,
    changed: (tags: Record<string, string>) => Record<string, string>,
): Promise<object> {
    const arn = checkedArn(resource);
    call.authorize(`events:${operation}`, arn);
    return deps.catalog.change(async () => {
        const { tags, save } = tagged(deps, arn);
        await save(changed(tags));
        return {};
    });
}

function checkedArn(arn: string | undefined): string {
    check(arn, "resourceARN", { required: true, maxLength: 1600 });
    return arn ?? "";
}

function tagged({ arns, catalog }: TagOperationsDeps, arn: string): Tagged {
    const [kind, ...names] = arns.parts(arn);
    if (kind === "event-bus") {
        const { record } = catalog.bus(names.join("/"));
        return { tags: record.tags, save: (tags) => catalog.saveBus({ ...record, tags }) };
    }
    if (kind === "rule") {
        const name = names.pop() ?? "";
        const { record } = catalog.rule(names.join("/") || defaultBus, name);
        return { tags: record.tags, save: (tags) => catalog.saveRule({ ...record, tags }) };
    }
    throw new AwsError("ResourceNotFoundException", `${arn} does not exist.`);
}
