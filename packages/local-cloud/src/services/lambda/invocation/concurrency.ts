import { AwsError } from "../../../aws-error";
import { invalid } from "../errors";

/**
 * Checks that functions may reserve `reserved` in all. AWS keeps 100 of an account's 1000 for those that reserve
 * nothing; of another limit, the same part.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 *
 * @throws AwsError `InvalidParameterValueException`
 */
export function checkReserved(reserved: number, accountLimit: number): void {
    const minimum = Math.floor(accountLimit / 10);
    if (accountLimit - reserved < minimum) {
        throw invalid(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
                `below its minimum value of [${minimum}].`,
        );
    }
}

/**
 * Counts the invocations that run at once, against what a function reserved or what the account has left.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export class Concurrency {
    private readonly running = new Map<string, number>();
    private readonly reserved = new Map<string, number>();

    /** @param accountLimit for all functions together */
    constructor(private readonly accountLimit: number) {}

    /** Sets what the function called `name` reserves; undefined for nothing. */
    reserve(name: string, limit: number | undefined): void {
        if (limit === undefined) {
            this.reserved.delete(name);
        } else {
            this.reserved.set(name, limit);
        }
    }

    /**
     * Begins an invocation of the function called `name`; returns how many run now.
     *
     * @throws AwsError `TooManyRequestsException`, status 429, when it must not begin
     */
    begin(name: string): number {
        const running = this.running.get(name) ?? 0;
        const reserved = this.reserved.get(name);
        if (reserved !== undefined && running >= reserved) {
            throw createThrottle("ReservedFunctionConcurrentInvocationLimitExceeded");
        }
        if (reserved === undefined && this.unreservedLeft() <= 0) {
            throw createThrottle("ConcurrentInvocationLimitExceeded");
        }
        this.running.set(name, running + 1);
        return running + 1;
    }

    /** Ends an invocation that `begin` let begin. */
    end(name: string): void {
        const running = this.running.get(name) ?? 0;
        if (running <= 1) {
            this.running.delete(name);
        } else {
            this.running.set(name, running - 1);
        }
    }

    private unreservedLeft(): number {
        let left = this.accountLimit;
        this.reserved.forEach((limit) => (left -= limit));
        this.running.forEach((count, name) => (left -= this.reserved.has(name) ? 0 : count));
        return left;
    }
}

function createThrottle(reason: string): AwsError {
    return new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, { Type: "User", Reason: reason });
}
