import type { Account } from "../../service";
import type { CodeFolder } from "./code-folder";
import type { FunctionRegistry } from "./function-registry";
import type { Invoker } from "../invocation/invoker";

/** What the operations of Lambda's API are made from. */
export interface OperationDeps {
    account: Account;
    lambda: Invoker & {
        /** Sets or, with undefined, removes what a function reserves. */
        putReservedConcurrency(functionName: string, limit: number | undefined): Promise<void>;
    };
    registry: FunctionRegistry;
    code: CodeFolder;
    /** How many invocations of all functions may run at once. */
    accountConcurrency: number;
}
