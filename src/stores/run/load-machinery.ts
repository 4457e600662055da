// What starts runs, loaded with the first one: the page is seen sooner.
export const loadMachinery = async () => (await import('./machinery.ts')).machinery
