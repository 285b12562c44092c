import { AwsError } from "../../aws-error";
import type { Call, Operation } from "../service";
import { tableArn, type Context } from "./context";
import { tableLock } from "./locks";
import { validationError } from "./validation-error";

export interface Tag {
    Key: string;
    Value: string;
}

interface TagInput {
    ResourceArn: string;
    Tags?: Tag[];
    TagKeys?: string[];
}

type Tags = Record<string, string>;

/** TagResource, UntagResource, ListTagsOfResource. */
export function tagOperations(context: Context): Record<string, Operation> {
    return {
        TagResource: (input: TagInput, call) =>
            change(context, "dynamodb:TagResource", input, call, (tags) => ({
                ...tags,
                ...readTags(input.Tags ?? []),
            })),
        UntagResource: (input: TagInput, call) =>
            change(context, "dynamodb:UntagResource", input, call, (tags) =>
                Object.fromEntries(Object.entries(tags).filter(([key]) => !input.TagKeys?.includes(key))),
            ),
        ListTagsOfResource: (input: TagInput, call) => list(context, input, call),
    };
}

/** Tags by their keys. */
export function readTags(tags: readonly Tag[]): Tags {
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

async function change(
    context: Context,
    permission: string,
    { ResourceArn }: TagInput,
    call: Call,
    next: (tags: Tags) => Tags,
): Promise<object> {
    const { storage, locks } = context;
    call.authorize(permission, ResourceArn);
    const name = findTable(context, ResourceArn);
    return locks.hold([tableLock(name, false)], async () => {
        const record = storage.table(name);
        const tags = next(record.tags);
        if (Object.keys(tags).length > 50) {
            throw validationError(
                "One or more parameter values were invalid: Too many tags: a table can have at most 50",
            );
        }
        await storage.putTable({ ...record, tags });
        return {};
    });
}

async function list(context: Context, { ResourceArn }: TagInput, call: Call): Promise<object> {
    call.authorize("dynamodb:ListTagsOfResource", ResourceArn);
    const { tags } = context.storage.table(findTable(context, ResourceArn));
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

function findTable({ account, storage }: Context, arn: string): string {
    const name = arn.slice(tableArn(account, "").length);
    if (arn !== tableArn(account, name) || storage.find(name) === undefined) {
        throw new AwsError("ResourceNotFoundException", `Requested resource not found: ResourcArn: ${arn} not found`);
    }
    return name;
}
