/** What this service uses of dynalite: its validation, its expression parsers, and its actions over a store. */

declare module "dynalite/db" {
    type AttributeValue = import("./attribute-value").AttributeValue;
    type Item = import("./attribute-value").Item;
    type KeySchema = import("./table-record").KeySchema;
    type TableDefinition = import("./table-record").TableDefinition;
    type Invalid = import("dynalite/error").DynaliteError | null | undefined;

    /** The key's text, which sorts as DynamoDB sorts items: by hash of the partition key, then by sort key. */
    export function createKey(item: Item, table: TableDefinition, keySchema?: KeySchema): string;
    /** A value's text, which sorts as the value does. */
    export function toRangeStr(value: AttributeValue): string;
    export function validateKey(key: Item, table: TableDefinition, keySchema?: KeySchema): Invalid;
    export function validateItem(item: Item, table: TableDefinition): Invalid;
    /** Refuses document paths into key attributes. */
    export function validateKeyPaths(paths: object | undefined, table: TableDefinition): Invalid;
    export function compare(operator: string, value: AttributeValue, operands: readonly AttributeValue[]): boolean;
}

declare module "dynalite/error" {
    export interface DynaliteError extends Error {
        statusCode?: number;
        body?: { __type: string; message?: string; Message?: string };
    }
}

declare module "dynalite/validations" {
    type Types = Readonly<Record<string, unknown>>;
    export function checkTypes(data: object, types: Types): Record<string, unknown>;
    /** What is wrong with a value, if anything. */
    export function validateAttributeValue(value: import("./attribute-value").AttributeValue): string | undefined;
    export function checkValidations(
        data: object,
        types: Types,
        custom: ((data: never, store: unknown) => string | undefined) | undefined,
        store: { options: { maxItemSize: number } },
    ): void;
}

declare module "dynalite/validations/*" {
    export const types: Readonly<Record<string, unknown>>;
    export const custom: ((data: never, store: unknown) => string | undefined) | undefined;
}

declare module "dynalite/actions/*" {
    import type { DynaliteError } from "dynalite/error";

    type Callback = (error: DynaliteError | null | undefined, result?: Record<string, unknown>) => void;
    const action: (store: unknown, data: object, callback: Callback) => void;
    export = action;
}
