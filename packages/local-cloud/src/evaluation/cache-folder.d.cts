/** Where copies are kept of what can be made again: beside the packages, wherever this one is installed. */
export function cacheFolder(name: string): string;
