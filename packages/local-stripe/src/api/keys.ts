import { ApiError } from "../api-error";
import { ownAccount } from "./own-account";

/** What a restricted key may do: kinds by their permissions' names, such as `customer`. */
export interface Permissions {
    read?: readonly string[];
    write?: readonly string[];
}

/** The API keys, and what each may do. */
export class Keys {
    private readonly restricted = new Map<string, Permissions>();

    constructor(private readonly secretKey: string) {}

    /** Makes a restricted key, `rk_test_…`, known, or changes what it may. */
    restrict(key: string, permissions: Permissions): void {
        this.restricted.set(key, permissions);
    }

    /**
     * Finds whose request it is.
     *
     * @param header `Authorization`: `Bearer KEY`, or the key as the user of `Basic`
     * @returns the key
     * @throws ApiError 401
     */
    authenticate(header: string | undefined): string {
        const key = readKey(header);
        if (key === undefined) {
            throw new ApiError(
                401,
                "You did not provide an API key. You need to provide your API key in the Authorization header, using " +
                    "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See " +
                    "https://docs.stripe.com/api#authentication for details.",
            );
        }
        if (key !== this.secretKey && !this.restricted.has(key)) {
            throw new ApiError(401, `Invalid API Key provided: ${mask(key)}`);
        }
        return key;
    }

    /** @throws ApiError 403 that names the permission which is missing */
    authorize(key: string, permission: string, access: "read" | "write"): void {
        const permissions = this.restricted.get(key);
        // Write includes read: https://docs.stripe.com/keys/restricted-api-keys
        const granted = [...(permissions?.write ?? []), ...(access === "read" ? (permissions?.read ?? []) : [])];
        if (permissions === undefined || granted.includes(permission)) {
            return;
        }
        throw new ApiError(
            403,
            `The provided key '${mask(key)}' does not have the required permissions for this endpoint on ` +
                `account '${ownAccount.id}'. ` +
                `Having the 'rak_${permission}_${access}' permission would allow this request to continue.`,
            { code: "more_permissions_required" },
        );
    }
}

function readKey(header: string | undefined): string | undefined {
    const [, scheme = "", value = ""] = /^(\S+)\s+(.+)$/.exec(header ?? "") ?? [];
    if (scheme.toLowerCase() === "basic") {
        return Buffer.from(value, "base64").toString().split(":")[0] || undefined;
    }
    return scheme.toLowerCase() === "bearer" ? value : undefined;
}

/** What Stripe shows of a key: its prefix and its last four characters. */
function mask(key: string): string {
    const [prefix = ""] = /^[a-z]+_(test|live)_/.exec(key) ?? [];
    const rest = key.slice(prefix.length);
    return `${prefix}${"*".repeat(Math.max(0, rest.length - 4))}${rest.slice(-4)}`;
}
