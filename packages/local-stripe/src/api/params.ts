import { ApiError } from "../api-error";
import type { Form } from "./form";

/** Reads a parameter as what it is to be. Throws ApiError, which names the parameter. */
export type Param = (value: Form | string, path: string) => unknown;

/** The parameters that an operation takes. */
export type Params = Readonly<Record<string, Param>>;

function invalid(message: string, param: string, code?: string): ApiError {
    return new ApiError(400, message, { param, ...(code === undefined ? {} : { code }) });
}

function expectText(value: Form | string, path: string): string {
    if (typeof value !== "string") {
        throw invalid(`Invalid string: ${JSON.stringify(value)}`, path);
    }
    return value;
}

/** Text; empty text unsets. */
export const text: Param = (value, path) => expectText(value, path) || null;

/** Text that cannot be unset. */
export const filledText: Param = (value, path) => {
    if (expectText(value, path) === "") {
        throw invalid(
            `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; ` +
                `however '${path}' cannot be unset. You should remove '${path}' from your request or supply a ` +
                "non-empty value.",
            path,
            "parameter_invalid_empty",
        );
    }
    return value;
};

/** A whole number. */
export const integer: Param = (value, path) => {
    if (!/^-?\d+$/.test(expectText(value, path))) {
        throw invalid(`Invalid integer: ${value as string}`, path, "parameter_invalid_integer");
    }
    return Number(value);
};

/** A whole number, or empty text, which unsets. */
export const clearableInteger: Param = (value, path) => (value === "" ? null : integer(value, path));

export const decimal: Param = (value, path) => {
    if (!/^-?\d+(\.\d+)?$/.test(expectText(value, path))) {
        throw invalid(`Invalid decimal: ${value as string}`, path);
    }
    return Number(value);
};

export const boolean: Param = (value, path) => {
    if (value !== "true" && value !== "false") {
        throw invalid(`Invalid boolean: ${String(expectText(value, path))}`, path);
    }
    return value === "true";
};

/** One of several words. */
export function oneOf(...words: readonly string[]): Param {
    return (value, path) => {
        if (!words.includes(expectText(value, path))) {
            const name = path
                .split(/[[\]]+/)
                .filter(Boolean)
                .at(-1);
            throw invalid(`Invalid ${name}: must be one of ${words.join(", ")}`, path);
        }
        return value;
    };
}

/** One after another: `name[0]`, `name[]`. Empty text is an empty list. */
export function listOf(param: Param): Param {
    return (value, path) => {
        if (value === "") {
            return [];
        }
        if (typeof value === "string" || Object.keys(value).some((name) => !/^\d+$/.test(name))) {
            throw invalid("Invalid array", path);
        }
        return Object.keys(value)
            .sort((a, b) => Number(a) - Number(b))
            .map((index) => param(value[index] as Form | string, `${path}[${index}]`));
    };
}

/** Members by name. Empty text unsets. */
export function hashOf(params: Params, required: readonly string[] = []): Param {
    return (value, path) => {
        if (value === "") {
            return null;
        }
        if (typeof value === "string") {
            throw invalid("Invalid object", path);
        }
        return readParams(value, params, required, path);
    };
}

/** Keys and texts of the owner's; empty text removes a key, and for the whole, all. */
export const metadata: Param = (value, path) => {
    if (value === "") {
        return null;
    }
    if (typeof value === "string") {
        throw invalid("Invalid object", path);
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expectText(one, `${path}[${key}]`)]));
};

/** A time, or a range of them: `created=1`, `created[gte]=1`. */
export const range: Param = (value, path) =>
    typeof value === "string"
        ? integer(value, path)
        : readParams(value, { gt: integer, gte: integer, lt: integer, lte: integer }, [], path);

/**
 * Reads all parameters of a request, or of a hash in one.
 *
 * @throws ApiError for one that is unknown, missing or not what it is to be
 */
export function readParams(
    form: Form,
    params: Params,
    required: readonly string[] = [],
    within = "",
): Record<string, unknown> {
    const nameOf = (name: string) => (within === "" ? name : `${within}[${name}]`);
    const absent = required.find((name) => !(name in form));
    if (absent !== undefined) {
        throw invalid(`Missing required param: ${nameOf(absent)}.`, nameOf(absent), "parameter_missing");
    }
    return Object.fromEntries(
        Object.entries(form).map(([name, value]) => {
            const param = Object.hasOwn(params, name) ? params[name] : undefined;
            if (param === undefined) {
                throw invalid(
                    `Received unknown parameter: ${nameOf(name)}. Local Stripe takes ` +
                        `${Object.keys(params).map(nameOf).sort().join(", ") || "none here"}.`,
                    nameOf(name),
                    "parameter_unknown",
                );
            }
            return [name, param(value, nameOf(name))];
        }),
    );
}
