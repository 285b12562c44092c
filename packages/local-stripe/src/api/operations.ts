import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import { missing } from "../api-error";
import { applyParams } from "../apply-params";
import type { Params } from "./params";
import type { Operation } from "./resource";

type Fields = Readonly<Record<string, unknown>>;

/** Makes an object of the members that `build` gives, and of the parameters, which are named as members. */
export function creates(
    build: (tx: Transaction, params: Fields) => StripeObject,
    params: Params,
    { required, event }: { required?: readonly string[]; event?: string } = {},
): Operation {
    return {
        params,
        required,
        run: ({ tx, params: given }) => {
            const built = build(tx, given);
            return tx.create({ ...built, ...applyParams(built, given) }, event);
        },
    };
}

/** Changes the members that are named as parameters. */
export function updates(params: Params, event?: string): Operation<StripeObject> {
    return {
        params,
        run: ({ tx, params: given }, object) =>
            tx.update(object.object, object.id, applyParams(object, given), event === undefined ? [] : event),
    };
}

/** Deletes the object, and answers that it is. */
export function removes(
    event?: string,
    before?: (tx: Transaction, object: StripeObject) => void,
): Operation<StripeObject> {
    return {
        params: {},
        run: ({ tx }, object) => {
            before?.(tx, object);
            tx.remove(object.object, object.id, event);
            return { id: object.id, object: object.object, deleted: true };
        },
    };
}

/** The object that a parameter names. @throws ApiError that names the parameter when there is none. */
export function find(tx: Transaction, kind: string, id: unknown, param: string): StripeObject {
    const object = tx.get(kind, id as string);
    if (object === undefined || object.deleted === true) {
        throw missing(kind, id as string, param);
    }
    return object;
}
