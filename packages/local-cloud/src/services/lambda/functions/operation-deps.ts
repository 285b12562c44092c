import type { Account } from "../../service";
import type { CodeFolder } from "./code-folder";
import type { FunctionRegistry } from "./function-registry";
import type { Lambda } from "../lambda";

/** What the operations of Lambda's API are made from. */
export interface OperationDeps {
    account: Account;
    lambda: Lambda;
    registry: FunctionRegistry;
    code: CodeFolder;
    /** How many invocations of all functions may run at once. */
    accountConcurrency: number;
}
