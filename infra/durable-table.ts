/** What every table has: DynamoDB's backups, its protection, and the key that encrypts it. */
export function durableTable({ protect, kmsKeyArn }: { protect: boolean; kmsKeyArn?: string | undefined }) {
    return {
        billingMode: "PAY_PER_REQUEST",
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: protect,
        ...(kmsKeyArn !== undefined && { serverSideEncryption: { enabled: true, kmsKeyArn } }),
    };
}
